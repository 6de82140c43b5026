import type { ExtractFile, ExtractTable } from '../take-in-messages.ts';

/** The columns of `_meta` as the host writes them; see docs/extract-contract.md. */
export const createMeta = (schema: string): string => `CREATE TABLE ${schema}._meta (
  table_name VARCHAR NOT NULL, description VARCHAR, rows BIGINT, size_bytes BIGINT,
  extracted_at TIMESTAMP, query_mode VARCHAR, produced_by VARCHAR, run_id VARCHAR, table_id VARCHAR,
  content_sha256 VARCHAR, files VARCHAR, layout VARCHAR, key_columns VARCHAR, cursor_value VARCHAR)`;

/** Inserts one row; its values come from `metaValues`. */
export const insertMeta = (schema: string): string => `INSERT INTO ${schema}._meta VALUES (
  $1, $2, $3::BIGINT, $4::BIGINT, epoch_ms($5::BIGINT), 'local', $6, $7, $8, $9, $10, $11, $12, $13)`;

/** The values of a row, in the order of `insertMeta`. */
export const metaValues = (table: ExtractTable): readonly (string | number | null)[] => [
  table.name,
  table.description ?? null,
  table.rows,
  table.sizeBytes,
  table.extractedAt ?? null,
  table.producedBy ?? null,
  table.runId ?? null,
  table.tableId ?? null,
  table.sha256,
  JSON.stringify(table.files.map(fileJson)),
  table.files.every(({ part }) => part === '') ? 'file' : 'parts',
  JSON.stringify(table.keyColumns),
  table.cursor ?? null,
];

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
}

const readers = {
  table_name: 'table_name::VARCHAR',
  description: 'description::VARCHAR',
  rows: 'rows::BIGINT',
  size_bytes: 'size_bytes::BIGINT',
  // Both kinds of timestamp become the same instant: the session's zone is UTC.
  extracted_at: 'epoch_ms(extracted_at::TIMESTAMPTZ)',
  query_mode: 'query_mode::VARCHAR',
  produced_by: 'produced_by::VARCHAR',
  run_id: 'run_id::VARCHAR',
  table_id: 'table_id::VARCHAR',
  content_sha256: 'content_sha256::VARCHAR',
  files: 'files::VARCHAR',
  key_columns: 'key_columns::VARCHAR',
  cursor_value: 'cursor_value::VARCHAR',
} as const satisfies Record<keyof MetaRow, string>;

/** A SELECT over those of the known columns that are there; what nobody knows is ignored. */
export const selectMeta = (schema: string, present: ReadonlySet<string>): string => {
  const fields = Object.entries(readers)
    .filter(([column]) => present.has(column))
    .map(([column, reader]) => `'${column}', ${reader}`);
  return `SELECT json_object(${fields.join(', ')})::VARCHAR FROM ${schema}._meta`;
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
} as const satisfies Partial<Record<keyof ExtractTable, keyof MetaRow>>;
