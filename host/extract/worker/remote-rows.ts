import type { AttachRow, RemoteRead } from '../read-messages.ts';
import type { RowFault } from './extract-files.ts';
import type { MetaRow } from './meta-table.ts';
import { type StoredObject, tableColumns } from './open-extract.ts';
import type { Sandbox } from './sandbox.ts';

/** Rows of `_remote_attach` that are read; nobody has more. */
const mostAttaches = 100;

/** The rows of `_remote_attach`, by column name; none when there is no real table of that name. */
export const readAttaches = async (
  sandbox: Sandbox,
  objects: ReadonlyMap<string, StoredObject>,
): Promise<readonly AttachRow[]> => {
  if (objects.get('_remote_attach')?.kind !== 'table') return [];
  const present = await tableColumns(sandbox, '_remote_attach');
  const fields = ['alias', 'extension', 'url', 'token_env'].map((column) =>
    present.has(column) ? `left(coalesce(TRY_CAST(${column} AS VARCHAR), ''), 4000)` : "''",
  );
  const rows = await sandbox.rows(
    `SELECT ${fields.join(', ')} FROM extract.main._remote_attach LIMIT ${mostAttaches}`,
  );
  return rows.map(([alias, extension, url, tokenEnv]) => ({
    alias: String(alias),
    extension: String(extension),
    url: String(url),
    tokenEnv: String(tokenEnv),
  }));
};

/** What the view of a remote row selects from. Its text is parsed by the engine and never bound or run. */
export const readRemote = async (
  sandbox: Sandbox,
  row: MetaRow,
  object: StoredObject | undefined,
): Promise<RemoteRead | RowFault> => {
  if (object?.kind !== 'view') return refusal;
  const select = /^\s*CREATE\s+VIEW\s+.*?\s+AS\s+(SELECT\s.*|FROM\s.*)$/is.exec(object.sql)?.[1];
  const target = select === undefined ? undefined : targetOf(await parsed(sandbox, select));
  if (!target) return refusal;
  return {
    name: row.table_name,
    ...target,
    ...(row.description !== undefined && { description: row.description }),
    ...(row.table_id !== undefined && { tableId: row.table_id }),
  };
};

const refusal: RowFault = {
  code: 'remote_view',
  why: 'its view is not one SELECT over one table of an attached alias',
};

const parsed = async (sandbox: Sandbox, select: string): Promise<unknown> => {
  const text = `'${select.replaceAll("'", "''").replaceAll('\0', '')}'`;
  const [[json] = []] = await sandbox.rows(`SELECT json_serialize_sql(${text})::VARCHAR`);
  return JSON.parse(String(json));
};

interface Parsed {
  readonly statements?: readonly { readonly node?: Node }[];
}

interface Node {
  readonly type?: string;
  readonly from_table?: {
    readonly type?: string;
    readonly catalog_name?: string;
    readonly schema_name?: string;
    readonly table_name?: string;
  };
}

const targetOf = (tree: unknown): Pick<RemoteRead, 'alias' | 'bucket' | 'sourceTable'> | undefined => {
  // The engine wrote it: an error has no statements.
  const { statements = [] } = tree as Parsed;
  const [first, second] = statements;
  const from = first?.node?.from_table;
  if (second || first?.node?.type !== 'SELECT_NODE' || from?.type !== 'BASE_TABLE') return undefined;
  const { catalog_name: alias, schema_name: bucket, table_name: sourceTable } = from;
  return alias && bucket && sourceTable ? { alias, bucket, sourceTable } : undefined;
};
