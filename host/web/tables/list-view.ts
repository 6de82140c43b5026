import type { Source } from '../../registry/source.ts';
import type { TableEntry } from '../../registry/tables/listed-tables.ts';
import { addressOf, below } from '../address.ts';
import { countOf, momentOf, sizeOf } from '../figures.ts';
import { pagerOf } from '../pager.ts';
import { type FormShown, formView } from './form-view.ts';

/** What the address asks for. */
export interface TablesQuery {
  readonly source?: string | undefined;
  readonly q?: string | undefined;
  readonly page?: number | undefined;
}

/** What the page is made from. */
export interface TablesFacts extends FormShown {
  readonly tables: readonly TableEntry[];
  readonly sources: readonly Source[];
  readonly now: number;
  readonly done?: string | undefined;
}

const path = '/admin/tables';
const pageSize = 100;

/** What `admin-tables.mustache` is filled with. */
export const tablesView = (facts: TablesFacts, { source = '', q = '', page = 1 }: TablesQuery): object => {
  const { tables, sources, now, done } = facts;
  const found = tables.filter((table) => holds(table, q));
  const wanted = found.filter((table) => source === '' || typeOf(table) === source);
  const shown = wanted.slice((page - 1) * pageSize, page * pageSize);
  return {
    done,
    q,
    source,
    filtered: q !== '',
    all_href: addressOf(path, { source }),
    tabs: tabsOf(found, { source, q }),
    has_tables: shown.length > 0,
    tables: shown.map((table) => rowOf(table, now)),
    nothing:
      tables.length === 0 ? 'No table is registered yet. Register the first one below.' : 'No table fits.',
    pager: pagerOf({ page, pageSize, total: wanted.length, noun: 'table' }, (at) =>
      addressOf(path, { source, q, page: at }),
    ),
    ...formView(sources, facts),
  };
};

const typeOf = ({ source_type }: TableEntry): string => source_type ?? 'local';

const tabsOf = (
  tables: readonly TableEntry[],
  { source, q }: { readonly source: string; readonly q: string },
) => {
  const types = Map.groupBy(tables, typeOf);
  const all = { href: addressOf(path, { q }), label: `All (${tables.length})`, current: source === '' };
  const each = [...types].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    all,
    ...each.map(([type, own]) => ({
      href: addressOf(path, { source: type, q }),
      label: `${type} (${own.length})`,
      current: source === type,
    })),
  ];
};

const holds = ({ id, name, description, connection }: TableEntry, q: string): boolean =>
  `${id} ${name} ${description ?? ''} ${connection ?? ''}`.toLowerCase().includes(q.trim().toLowerCase());

/** What a mode is called on pages. */
export const modeWords: Readonly<Record<string, string>> = {
  local: 'Synced',
  remote: 'Live',
  materialized: 'SQL',
};

const rowOf = (table: TableEntry, now: number): object => ({
  href: below(path, table.id),
  name: table.name,
  other_id: table.id !== table.name.toLowerCase() && table.id,
  connection: table.connection ?? '–',
  mode: { kind: 'plain', text: modeWords[table.query_mode] ?? table.query_mode },
  rows: table.rows === null ? '–' : countOf(table.rows),
  size: table.size_bytes === null ? '–' : sizeOf(table.size_bytes),
  last: momentOf(table.last_sync, now),
  error: table.last_sync_error ?? false,
  conflicts: table.conflicts.map(({ connection }) => connection).join(', '),
  next: momentOf(table.next_run, now, { none: 'with every refresh' }),
});
