import { createHash } from 'node:crypto';
import type { Static } from '@agnes/sdk';
import type { Granted } from '../access/access.ts';
import type { Table } from '../registry/table.ts';
import { isoUtc } from '../store/iso-utc.ts';
import type { Lake } from './lake.ts';
import type { manifestSchema } from './schema.ts';
import { type Published, singleFile } from './table-state.ts';

/** What a client needs to bring its files up to date. */
export type Manifest = Static<typeof manifestSchema>;
type Entry = Manifest['tables'][string];

/** The manifest of the tables a caller was granted. A table without data is not in it. */
export const manifestOf = (
  tables: readonly Granted<Table>[],
  lake: Pick<Lake, 'find' | 'current'>,
  now: Date,
): Manifest => ({
  tables: Object.fromEntries(
    tables.flatMap((granted) => {
      const published = lake.find(granted);
      return published ? [[granted.resource.name, entryOf(granted.resource, published)]] : [];
    }),
  ),
  assets: {},
  generation: lake.current().number,
  server_time: isoUtc(now),
});

/** Changes exactly when a client has something to do: ids, modes and content, not times. */
export const manifestTag = ({ tables }: Manifest): string => {
  const lines = Object.entries(tables).map(([name, { id, query_mode, sha256, parts = [] }]) =>
    [name, id, query_mode, sha256, ...parts.map((part) => `${part.part}=${part.sha256}`)].join(' '),
  );
  return `"${createHash('sha256').update(lines.sort().join('\n')).digest('hex')}"`;
};

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
    : { ...hashesOf(published), query_mode: table.queryMode };

const hashesOf = ({ parts }: Published) => {
  const file = singleFile(parts);
  if (file) return { hash: file.md5, sha256: file.sha256 };
  return {
    hash: '',
    sha256: '',
    parts: parts.map(({ part, md5, sha256, sizeBytes, rows }) => ({
      part,
      hash: md5,
      sha256,
      size_bytes: sizeBytes,
      rows,
    })),
  };
};
