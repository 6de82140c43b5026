import type { CatalogEntry, RemoteDescription, Sourced, Static } from '@agnes/sdk';
import type { Granted } from '../access/access.ts';
import type { Principal } from '../http/principal.ts';
import type { Descriptions } from '../registry/remote/descriptions.ts';
import type { Table } from '../registry/table.ts';
import { isoUtc } from '../store/iso-utc.ts';
import type { Lake } from './lake.ts';
import type { catalogSchema } from './schema.ts';
import type { Published, TableState } from './table-state.ts';

/** The tables a caller may read, with what is published of them. */
export type Catalog = Static<typeof catalogSchema>;
type Item = Catalog['tables'][number];

/** What there is to say of tables. */
interface Known {
  readonly lake: Pick<Lake, 'find' | 'state'>;
  /** By table id. */
  readonly entries: ReadonlyMap<string, CatalogEntry>;
  /** What sources say of tables that stay there, by table id. */
  readonly described: Awaited<ReturnType<Descriptions['all']>>;
}

/** Describes the tables a caller was granted. */
export const catalogOf = (
  tables: readonly Granted<Table>[],
  { lake, entries, described }: Known,
  { isAdmin }: Pick<Principal, 'isAdmin'>,
): Catalog => ({
  tables: tables.map((granted) => {
    const state = lake.state(granted.resource.id);
    const error = isAdmin ? (state?.error?.message ?? null) : null;
    const entry = entries.get(granted.resource.id);
    return {
      ...itemOf(granted.resource),
      ...saidOf(granted.resource, entry),
      ...dataOf(lake.find(granted)),
      ...statusOf(state),
      ...liveOf(described.get(granted.resource.id)?.description, state),
      error,
    };
  }),
  count: tables.length,
});

const itemOf = (table: Table) => ({
  id: table.id,
  name: table.name,
  view_name: table.name,
  folder: table.folder ?? null,
  source_type: table.sourceType ?? null,
  connection: table.sourceSlug ?? null,
  sync_strategy: table.syncStrategy,
  query_mode: table.queryMode,
  distribution: table.distribution,
});

const saidOf = ({ description }: Table, entry: CatalogEntry | undefined) => ({
  description: entry?.description?.value ?? description ?? null,
  description_source: entry?.description?.from ?? (description === undefined ? null : 'manual'),
  tags: (entry?.tags ?? []).map(named),
  owners: (entry?.owners ?? []).map(named),
  tier: entry?.tier ? named(entry.tier) : null,
  catalog_url: entry?.url ?? null,
});

const named = ({ value, from }: Sourced) => ({ name: value, source: from });

const dataOf = (published: Published | undefined) => ({
  rows: published?.rows ?? null,
  size_bytes: published?.sizeBytes ?? null,
  last_sync: published?.lastSync ? isoUtc(published.lastSync) : null,
});

/** A table that stays at its source is as fresh as that is. */
const liveOf = (description: RemoteDescription | undefined, state: TableState | undefined) =>
  description && {
    rows: description.rows ?? null,
    size_bytes: description.sizeBytes ?? null,
    ...(!state?.error && { status: 'ok' as const, freshness: 'fresh' }),
  };

const statusOf = (state: TableState | undefined): Pick<Item, 'status' | 'freshness'> => {
  if (!state?.data) return { status: state?.status ?? 'never', freshness: 'never' };
  return { status: state.status, freshness: state.status === 'ok' ? 'fresh' : 'stale' };
};
