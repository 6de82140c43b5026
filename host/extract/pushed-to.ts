import type { SourcePlan } from './plan-run.ts';
import type { SourceRunDeps, SourceTask } from './source-run.ts';

interface Terms {
  readonly dryRun: boolean;
  /** Ids of tables that cannot be read in this run. */
  readonly refused: ReadonlySet<string>;
}

/** What a run hands to a source, and whether a table of the source does not get to see it. */
type Pushed = Pick<SourceTask, 'deliveries' | 'isShort' | 'fault'>;

/** What a run hands to a source: all that waits when it reads every table that can be read. */
export const pushedTo = async (
  { source, tables }: SourcePlan,
  { dryRun, refused }: Terms,
  { registry, deliveries }: Pick<SourceRunDeps, 'registry' | 'deliveries'>,
): Promise<Pushed> => {
  if (dryRun || tables.length === 0) return { deliveries: [], isShort: false };
  const ids = new Set([...tables.map(({ id }) => id), ...refused]);
  const own = (await registry.tables()).filter(
    ({ sourceId, queryMode }) => sourceId === source.id && queryMode === 'local',
  );
  const isWhole = own.every(({ id }) => ids.has(id));
  const isShort = own.some(({ id }) => refused.has(id));
  if (!isWhole) return { deliveries: [], isShort };
  try {
    return { deliveries: await deliveries.waiting(source), isShort };
  } catch (fault) {
    return { deliveries: [], isShort, fault };
  }
};
