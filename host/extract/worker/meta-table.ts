import { createMetaSql } from '@agnes/sdk/extract';
import type { ExtractFile, ExtractTable } from '../take-in-messages.ts';

/** The columns of `_meta` as the host and the SDK write them; see docs/extract-contract.md. */
export const createMeta = createMetaSql;

/** Inserts one row; its values come from `metaValues`. */
export const insertMeta = (schema: string): string => `INSERT INTO ${schema}._meta VALUES (
  $1, $2, $3::BIGINT, $4::BIGINT, epoch_ms($5::BIGINT), $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16::BIGINT)`;

/** The values of a row, in the order of `insertMeta`. */
export const metaValues = (
  table: ExtractTable,
  queryMode: 'local' | 'materialized',
): readonly (string | number | null)[] => [
  table.name,
  table.description ?? null,
  table.rows,
  table.sizeBytes,
  table.extractedAt ?? null,
  queryMode,
  table.producedBy ?? null,
  table.runId ?? null,
  table.tableId ?? null,
  table.sha256,
  JSON.stringify(table.files.map(fileJson)),
  table.files.every(({ part }) => part === '') ? 'file' : 'parts',
  JSON.stringify(table.keyColumns),
  table.cursor ?? null,
  table.treeHash ?? null,
  table.pluginGeneration ?? null,
];

/** Inserts the row of a table that stays at its source: how many rows it has is not known here. */
export const insertRemoteMeta = (schema: string): string => `INSERT INTO ${schema}._meta
  (table_name, description, rows, size_bytes, query_mode, produced_by, run_id, table_id, tree_hash,
   plugin_generation)
  VALUES ($1, $2, 0, 0, 'remote', $3, $4, $5, $6, $7::BIGINT)`;

const fileJson = ({ path, part, rows, sizeBytes, sha256, md5 }: ExtractFile) => ({
  path,
  part,
  rows,
  size_bytes: sizeBytes,
  sha256,
  md5,
});

/** A row of `_meta` as anybody may have written it: every field but the name may be missing or nonsense. */
export interface MetaRow {
  readonly table_name: string;
  readonly description?: string;
  readonly rows?: number;
  readonly size_bytes?: number;
  readonly extracted_at?: number;
  readonly query_mode?: string;
  readonly produced_by?: string;
  readonly run_id?: string;
  readonly table_id?: string;
  readonly content_sha256?: string;
  readonly files?: string;
  readonly key_columns?: string;
  readonly cursor_value?: string;
  readonly tree_hash?: string;
  readonly plugin_generation?: number;
}

/** Longer text is cut: `_meta` may hold anything, and all of it is read at once. */
const text = (column: string, most: number): string => `left(TRY_CAST(${column} AS VARCHAR), ${most})`;
const [word, sentence, list] = [1_000, 65_536, 4_194_304];

const readers = {
  table_name: text('table_name', word),
  description: text('description', sentence),
  rows: 'TRY_CAST(rows AS BIGINT)',
  size_bytes: 'TRY_CAST(size_bytes AS BIGINT)',
  // Both kinds of timestamp become the same instant: the session's zone is UTC. What no calendar holds is absent.
  extracted_at: `CASE WHEN TRY_CAST(extracted_at AS TIMESTAMPTZ) BETWEEN '0001-01-01' AND '9999-12-31'
    THEN epoch_ms(TRY_CAST(extracted_at AS TIMESTAMPTZ)) END`,
  query_mode: text('query_mode', word),
  produced_by: text('produced_by', word),
  run_id: text('run_id', word),
  table_id: text('table_id', word),
  content_sha256: text('content_sha256', word),
  files: text('files', list),
  key_columns: text('key_columns', sentence),
  cursor_value: text('cursor_value', word),
  tree_hash: text('tree_hash', word),
  plugin_generation: 'TRY_CAST(plugin_generation AS BIGINT)',
} as const satisfies Record<keyof MetaRow, string>;

/** A SELECT over those of the known columns that are there; what nobody knows, and a row without a name, is ignored. */
export const selectMeta = (schema: string, present: ReadonlySet<string>): string => {
  const fields = Object.entries(readers)
    .filter(([column]) => present.has(column))
    .map(([column, reader]) => `'${column}', ${reader}`);
  return `SELECT json_object(${fields.join(', ')})::VARCHAR FROM ${schema}._meta WHERE table_name IS NOT NULL`;
};

/** Reads what `selectMeta` gave. */
export const metaRow = (json: unknown): MetaRow => {
  const fields = Object.entries(JSON.parse(String(json))).filter(([, value]) => value !== null);
  // The casts of `selectMeta` give these types, and nothing else can come out of it.
  return Object.fromEntries(fields) as unknown as MetaRow;
};

/** `files` and `key_columns` hold JSON text; what is none counts as absent. */
export const jsonList = (text: string | undefined): readonly unknown[] | undefined => {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    // Somebody else wrote it: the column counts as absent, and the files are looked for by name.
    return undefined;
  }
};

/** What a row says of a table beside its files; what it does not say is absent. */
export const saidOf = (row: MetaRow): Partial<ExtractTable> =>
  Object.fromEntries(
    Object.entries(said)
      .map(([field, column]) => [field, row[column]] as const)
      .filter(([, value]) => value !== undefined),
  );

const said = {
  description: 'description',
  extractedAt: 'extracted_at',
  producedBy: 'produced_by',
  runId: 'run_id',
  tableId: 'table_id',
  cursor: 'cursor_value',
  treeHash: 'tree_hash',
  pluginGeneration: 'plugin_generation',
} as const satisfies Partial<Record<keyof ExtractTable, keyof MetaRow>>;
