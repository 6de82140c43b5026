import type { SourcePlan } from './plan-run.ts';
import type { SourceRunDeps, SourceTask } from './source-run.ts';

interface Terms {
  readonly dryRun: boolean;
  /** Ids of tables that cannot be read in this run. */
  readonly refused: ReadonlySet<string>;
}

/** What a run hands to a source, and whether a table of the source does not get to see it. */
type Pushed = Pick<SourceTask, 'deliveries' | 'isShort' | 'fault'> & {
  /** False when nothing of the source is read into a table: what is pushed to it has nowhere to go. */
  readonly hasTables: boolean;
};

/** What a run hands to a source: all that waits when it reads every table that can be read. */
export const pushedTo = async (
  { source, tables }: SourcePlan,
  { dryRun, refused }: Terms,
  { registry, deliveries }: Pick<SourceRunDeps, 'registry' | 'deliveries'>,
): Promise<Pushed> => {
  const ids = new Set([...tables.map(({ id }) => id), ...refused]);
  const own = (await registry.tables()).filter(
    ({ sourceId, queryMode }) => sourceId === source.id && queryMode === 'local',
  );
  const isWhole = own.every(({ id }) => ids.has(id));
  const known = { isShort: own.some(({ id }) => refused.has(id)), hasTables: own.length > 0 };
  if (dryRun || tables.length === 0 || !isWhole) return { ...known, deliveries: [] };
  try {
    return { ...known, deliveries: await deliveries.waiting(source) };
  } catch (fault) {
    return { ...known, deliveries: [], fault };
  }
};
