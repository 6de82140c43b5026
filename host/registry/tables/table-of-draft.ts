import { tableIdOf } from '../identifier.ts';
import { present } from '../present.ts';
import type { Source } from '../source.ts';
import type { Table, TableDraft, TableOptions } from '../table.ts';

/** The table a faultless draft describes. */
export const tableOfDraft = (
  draft: TableDraft,
  { source, by, at }: { readonly source: Source | undefined; readonly by: string; readonly at: number },
): Table => {
  const { connection: _, name, sourceType, options = {}, ...rest } = draft;
  const type = source?.type ?? sourceType;
  return {
    syncStrategy: 'full_refresh',
    primaryKey: [],
    distribution: 'download',
    profileAfterSync: true,
    registeredBy: by,
    id: tableIdOf(name),
    ...rest,
    queryMode: modeOfDraft(draft, type),
    // `null` and absent mean the same.
    options: present(options) as TableOptions,
    name: name.trim(),
    registeredAt: new Date(at),
    ...(source && { sourceId: source.id, sourceSlug: source.slug }),
    ...(type !== undefined && { sourceType: type }),
  };
};

/** BigQuery is asked where it is, unless a query says what to bring here. */
export const modeOfDraft = (
  { queryMode = 'local' }: TableDraft,
  type: string | undefined,
): Table['queryMode'] => (type === 'bigquery' && queryMode === 'local' ? 'remote' : queryMode);
