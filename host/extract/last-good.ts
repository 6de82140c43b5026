import type { PublishedTable } from './lake-door.ts';
import type { ExtractTable } from './take-in-messages.ts';

/** What the host remembers of a source's tables, for the time its `extract.duckdb` cannot be read. */
export const lastGoodOf = (published: readonly PublishedTable[], slug: string): readonly ExtractTable[] =>
  published
    .filter(({ sourceSlug }) => sourceSlug === slug)
    .map(({ id, name, rows, sizeBytes, sha256, parts, lastSync, producedBy }) => ({
      name,
      rows,
      sizeBytes,
      sha256,
      tableId: id,
      files: parts.map((part) => ({ ...part, path: part.relativePath })),
      keyColumns: [],
      ...(lastSync && { extractedAt: lastSync.getTime() }),
      ...(producedBy !== undefined && { producedBy }),
    }));
