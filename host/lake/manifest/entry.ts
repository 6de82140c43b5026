import type { RemoteDescription, Static } from '@agnes/sdk';
import type { Table } from '../../registry/table.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import type { manifestSchema } from '../schema.ts';
import { type Published, singleFile } from '../table-state.ts';

/** What a client needs to bring its files up to date. */
export type Manifest = Static<typeof manifestSchema>;
type Entry = Manifest['tables'][string];

/** A table as the manifest shows it. */
export interface WrittenEntry {
  /** `"name":{…}`. */
  readonly text: string;
  /** Changes exactly when a client has something to do: ids, modes and content, not times. */
  readonly tag: string;
}

const written = new WeakMap<Published, WrittenEntry & { readonly table: Table }>();

/** Written once for each version of a table and each change of its registration. */
export const writtenEntry = (table: Table, published: Published): WrittenEntry => {
  const known = written.get(published);
  if (known?.table === table) return known;
  const entry = entryOf(table, published);
  const made = {
    table,
    text: `${JSON.stringify(table.name)}:${JSON.stringify(entry)}`,
    tag: tagOf(table, entry),
  };
  written.set(published, made);
  return made;
};

/** A table that stays at its source: nothing of it can be downloaded, and 0 rows say that nobody knows how many. */
export const remoteEntry = (
  table: Table,
  { rows = 0, sizeBytes = 0 }: RemoteDescription,
  generation: number,
): WrittenEntry => {
  const entry: Entry = {
    ...{ id: table.id, view_name: table.name, hash: '', sha256: '', updated: null },
    ...{ size_bytes: Math.round(sizeBytes), rows: Math.round(rows), query_mode: 'remote' },
    ...{ source_type: table.sourceType ?? null, generation },
  };
  return { text: `${JSON.stringify(table.name)}:${JSON.stringify(entry)}`, tag: tagOf(table, entry) };
};

const tagOf = ({ name }: Table, { id, query_mode, sha256, parts = [] }: Entry): string =>
  [name, id, query_mode, sha256, ...parts.map((part) => `${part.part}=${part.sha256}`)].join(' ');

const entryOf = (table: Table, published: Published): Entry => ({
  id: table.id,
  view_name: published.name,
  updated: published.lastSync ? isoUtc(published.lastSync) : null,
  size_bytes: published.sizeBytes,
  rows: published.rows,
  source_type: table.sourceType ?? null,
  generation: published.generation,
  ...contentOf(table, published),
});

// A client that knows nothing of `distribution` skips what it takes for remote.
const contentOf = (table: Table, published: Published) =>
  table.distribution === 'server_only'
    ? { hash: '', sha256: '', query_mode: 'remote', distribution: 'server_only' }
    : { ...filesOf(published), query_mode: table.queryMode };

const filesOf = ({ parts, single }: Published) => {
  const file = singleFile(parts);
  if (file) return { hash: file.md5, sha256: file.sha256 };
  return {
    hash: '',
    sha256: '',
    // Of exactly what a download without `part` sends, which may be older than the parts.
    ...(single && {
      hash: single.md5,
      sha256: single.sha256,
      size_bytes: single.sizeBytes,
      rows: single.rows,
    }),
    parts: parts.map(({ part, md5, sha256, sizeBytes, rows }) => ({
      part,
      hash: md5,
      sha256,
      size_bytes: sizeBytes,
      rows,
    })),
  };
};
