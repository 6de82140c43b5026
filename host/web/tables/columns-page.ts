import type { Column } from '@agnes/sdk';
import type { Reply } from '../../http/reply.ts';
import type { ColumnMetadata } from '../../registry/metadata/column-metadata.ts';
import { type PushServices, takesNotesBack } from '../../registry/metadata/push.ts';
import type { ColumnNote } from '../../registry/metadata/repository.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Table } from '../../registry/table.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import { below } from '../address.ts';
import { momentOf } from '../figures.ts';
import type { Asking } from '../frame.ts';
import { pageReply } from '../page-reply.ts';
import { type Refusal, refusalView } from '../refusal.ts';
import type { Web } from '../web.ts';

/** What the page about the columns of a table needs. */
export interface ColumnsServices extends Omit<PushServices, 'registry' | 'columnMetadata'> {
  readonly web: Web;
  readonly registry: Pick<Registry, 'get' | 'findSource' | 'note'>;
  readonly columnMetadata: Pick<ColumnMetadata, 'of' | 'put' | 'published'>;
}

/** What happened before the page was made. */
interface Before {
  readonly done?: string | undefined;
  readonly refusal?: Refusal;
  /** Columns which the source did not take, and why. */
  readonly left?: readonly string[];
}

/** Shows what is said about each column, as a form, and how to write it back to the source. */
export const columnsPage = async (
  { web, columnMetadata }: ColumnsServices,
  asking: Asking,
  { table, done, refusal, left = [] }: Before & { readonly table: Table },
): Promise<Reply> => {
  const notes = await columnMetadata.of(table.id);
  const rows = rowsOf(await columnMetadata.published(table.id), notes, web.now);
  const view = {
    ...{ done, refusal: refusalView(refusal), left, has_left: left.length > 0 },
    ...{ name: table.name, table_href: below('/admin/tables', table.id) },
    base: below('/admin/tables', table.id, 'columns'),
    rows,
    empty: rows.length === 0,
    next: rows.length,
    pushes: takesNotesBack(table),
  };
  return pageReply(web, asking, {
    ...{ page: 'admin-columns', title: `Columns of ${table.name}`, path: '/admin/tables', view },
    status: refusal?.status ?? 200,
  });
};

/** Columns as they are published, then those that only somebody has spoken of. */
const rowsOf = (
  published: readonly Column[],
  notes: readonly ColumnNote[],
  now: number,
): readonly object[] => {
  const known = new Map(notes.map((note) => [note.column_name, note]));
  const types = new Map(published.map(({ name, type }) => [name, type]));
  return [...new Set([...types.keys(), ...known.keys()])].map((column, row) => {
    const note = known.get(column);
    return {
      ...{ row, column, basetype: note?.basetype ?? '', description: note?.description ?? '' },
      gone: types.size > 0 && !types.has(column),
      read_as: types.get(column) ?? false,
      origin: note && { text: note.confidence, at: momentOf(isoUtc(note.updated_at), now) },
    };
  });
};
