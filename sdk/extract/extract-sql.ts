/** The columns of `_meta`, as docs/extract-contract.md lists them. `schema` is where: `main`, or an attached database. */
export const createMetaSql = (schema = 'main'): string => `CREATE TABLE ${schema}._meta (
  table_name VARCHAR NOT NULL, description VARCHAR, rows BIGINT, size_bytes BIGINT,
  extracted_at TIMESTAMP, query_mode VARCHAR, produced_by VARCHAR, run_id VARCHAR, table_id VARCHAR,
  content_sha256 VARCHAR, files VARCHAR, layout VARCHAR, key_columns VARCHAR, cursor_value VARCHAR,
  tree_hash VARCHAR, plugin_generation BIGINT)`;

/** One row of `_meta`: table_name, description, rows, extracted_at in milliseconds, query_mode, files as JSON. */
export const insertMetaSql = (schema = 'main'): string =>
  `INSERT INTO ${schema}._meta (table_name, description, rows, extracted_at, query_mode, files)
   VALUES ($1, $2, $3::BIGINT, epoch_ms($4::BIGINT), $5, $6)`;

/** The columns of `_remote_attach`; `token_env` names a variable and never holds a token. */
export const createRemoteAttachSql = (schema = 'main'): string =>
  `CREATE TABLE ${schema}._remote_attach (alias VARCHAR, extension VARCHAR, url VARCHAR, token_env VARCHAR)`;

/** One row of `_remote_attach`, in the order of its columns. */
export const insertRemoteAttachSql = (schema = 'main'): string =>
  `INSERT INTO ${schema}._remote_attach VALUES ($1, $2, $3, $4)`;

type Value = string | number | null;

/** Any DuckDB connection: the SDK brings none. */
export interface SqlConnection {
  run(sql: string, values?: Value[]): Promise<unknown>;
}

/** A table for `_meta`. Without `files` they are found by the name: `data/<name>.parquet` or `data/<name>/*.parquet`. */
export interface ExtractRow {
  readonly name: string;
  readonly description?: string;
  readonly rows?: number;
  /** When the source was read, milliseconds UTC. */
  readonly extractedAt?: number;
  readonly queryMode?: 'local' | 'remote';
  /** Relative to the folder of the extract. */
  readonly files?: readonly { readonly path: string; readonly part?: string }[];
}

/** Where remote tables are attached from. */
export interface RemoteAttach {
  readonly alias: string;
  readonly extension: string;
  readonly url: string;
  readonly tokenEnv?: string;
}

/** Writes `_meta`, and `_remote_attach` where there is one, through a connection to `extract.duckdb`. */
export const writeExtractTables = async (
  connection: SqlConnection,
  rows: readonly ExtractRow[],
  attaches: readonly RemoteAttach[] = [],
): Promise<void> => {
  await connection.run(createMetaSql());
  for (const row of rows) await connection.run(insertMetaSql(), metaValues(row));
  if (attaches.length === 0) return;
  await connection.run(createRemoteAttachSql());
  for (const { alias, extension, url, tokenEnv = '' } of attaches) {
    await connection.run(insertRemoteAttachSql(), [alias, extension, url, tokenEnv]);
  }
};

const metaValues = ({ name, description, rows, extractedAt, queryMode, files }: ExtractRow): Value[] => [
  name,
  description ?? null,
  rows ?? null,
  extractedAt ?? null,
  queryMode ?? null,
  files ? JSON.stringify(files) : null,
];
