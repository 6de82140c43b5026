import { type Static, Type } from '@agnes/sdk';
import { laterChecker } from '../http/later-checker.ts';
import type { Job } from '../jobs/job.ts';
import { badRunParams } from './run-errors.ts';

/** What a run is asked for. */
const runParamsSchema = Type.Object({
  tables: Type.Optional(Type.Array(Type.String(), { description: 'Table ids; absent: all that are due.' })),
  connection: Type.Optional(Type.String({ description: 'Slug: only tables of this source.' })),
  force: Type.Boolean({ description: 'Read everything anew, whatever connectors remember.' }),
  dry_run: Type.Optional(Type.Boolean({ description: 'Publish nothing, only say what would be.' })),
  allow_shrink: Type.Optional(Type.Boolean({ description: 'Tables may lose most of their rows.' })),
  allow_shrink_to: Type.Optional(
    Type.Record(Type.String(), Type.Number(), {
      description: 'By table id: the rows somebody has said yes to; fewer are asked about again.',
    }),
  ),
  accept_schema: Type.Optional(Type.Boolean({ description: 'Columns may be others now, also frozen ones.' })),
  trigger: Type.String({ description: '`manual`, `schedule`, `webhook`, `job` or `register`.' }),
});

/** Parameters of a job `sync.run`. */
export type RunParams = Static<typeof runParamsSchema>;

/** Reads the parameters of a stored job. */
export const readRunParams = laterChecker(runParamsSchema);

/** What the job of a run asks for. */
export const paramsOf = ({ id, params }: Pick<Job, 'id' | 'params'>): RunParams => {
  const checked = readRunParams(params);
  if (!checked.ok) throw badRunParams({ job: id, fault: checked.faults[0]?.msg ?? '' });
  return checked.value;
};

/** True when a run looks at everything. What lies in folders of others is published by looking: one that is only tried does not. */
export const isAboutAll = ({ tables, connection, dry_run: isTry }: RunParams): boolean =>
  tables === undefined && connection === undefined && isTry !== true;
