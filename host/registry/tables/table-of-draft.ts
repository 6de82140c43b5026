import { tableIdOf } from '../identifier.ts';
import type { Source } from '../source.ts';
import type { Table, TableDraft } from '../table.ts';

/** The table a faultless draft describes. */
export const tableOfDraft = (
  draft: TableDraft,
  { source, by, at }: { readonly source: Source | undefined; readonly by: string; readonly at: number },
): Table => {
  const { connection: _, name, sourceType, ...rest } = draft;
  const type = source?.type ?? sourceType;
  return {
    queryMode: 'local',
    syncStrategy: 'full_refresh',
    primaryKey: [],
    distribution: 'download',
    profileAfterSync: true,
    options: {},
    registeredBy: by,
    ...rest,
    id: tableIdOf(name),
    name: name.trim(),
    registeredAt: new Date(at),
    ...(source && { sourceId: source.id, sourceSlug: source.slug }),
    ...(type !== undefined && { sourceType: type }),
  };
};
