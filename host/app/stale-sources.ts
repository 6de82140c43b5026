import { isOverdue } from '../lake/status/patience.ts';
import type { Table } from '../registry/table.ts';
import type { Fault } from '../store/conditions.ts';

/** Sources with tables that were not read for a day, or for twice as long as their own schedule says. */
export const staleSources = (
  tables: readonly Table[],
  { lastSync, now }: { readonly lastSync: (tableId: string) => Date | undefined; readonly now: number },
): readonly Fault[] => {
  const stale = tables.filter((table) => {
    if (table.queryMode === 'remote' || table.sourceId === undefined) return false;
    return isOverdue(table, { since: lastSync(table.id) ?? table.registeredAt, now });
  });
  const bySource = Map.groupBy(stale, ({ sourceId }) => sourceId ?? '');
  return [...bySource].map(([sourceId, some]) => staleFault(sourceId, some));
};

const staleFault = (sourceId: string, tables: readonly Table[]): Fault => {
  const names = tables.map(({ name }) => `"${name}"`);
  const shown = names.slice(0, 10).join(', ');
  const more = names.length > 10 ? ` and ${names.length - 10} more` : '';
  const slug = tables[0]?.sourceSlug ?? '';
  return {
    subjectType: 'source',
    subjectId: sourceId,
    code: 'source_stale',
    severity: 'warning',
    why: `These tables of "${slug}" were not read when they should have been: ${shown}${more}.`,
    remedy: `See why with \`agnes jobs list --kind sync.run\`, then run the source "${slug}" again.`,
  };
};
