import type { DeliveryFile } from '@agnes/sdk/extract';
import type { SourcePlan } from './plan-run.ts';
import type { SourceRunDeps } from './source-run.ts';

interface Terms {
  readonly dryRun: boolean;
  /** Ids of tables that cannot be read in this run. */
  readonly refused: ReadonlySet<string>;
}

/** What a run hands to a source: all that waits when it reads every table that can be read, for then it counts as read. */
export const pushedTo = async (
  { source, tables }: SourcePlan,
  { dryRun, refused }: Terms,
  { registry, deliveries }: Pick<SourceRunDeps, 'registry' | 'deliveries'>,
): Promise<readonly DeliveryFile[]> => {
  if (dryRun || tables.length === 0) return [];
  const ids = new Set([...tables.map(({ id }) => id), ...refused]);
  const own = (await registry.tables()).filter(({ sourceId }) => sourceId === source.id);
  const isWhole = own.every(({ id, queryMode }) => queryMode !== 'local' || ids.has(id));
  return isWhole ? deliveries.waiting(source) : [];
};
