import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadContext } from '@agnes/sdk/connector';
import { loadExtension } from '@agnes/sdk/extract';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { errorOf } from './errors.ts';
import type { Access } from './session.ts';

/** A DuckDB that is closed with the scope it was opened in. */
export interface OpenDuckDb extends Disposable {
  readonly connection: DuckDBConnection;
}

/** Name of the database where it is attached. */
export const catalog = 'pg';

/** A text as it stands in SQL. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Opens a DuckDB that stays within what a run may take. */
export const openDuckDb = async (path: string): Promise<OpenDuckDb> => {
  const instance = await DuckDBInstance.create(path, { memory_limit: '400MB', threads: '2' });
  const connection = await instance.connect();
  await connection.run(
    "SET autoinstall_known_extensions = false; SET autoload_known_extensions = false; SET TimeZone = 'UTC'",
  );
  return {
    connection,
    [Symbol.dispose]: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
};

type Folders = Pick<ReadContext, 'staging' | 'extensionFolder'>;

/** Attaches the database, to be read only. The password is a secret of the engine: no statement that fails shows it. */
export const attachDatabase = async (
  connection: DuckDBConnection,
  { settings, password }: Access,
  { staging = '', extensionFolder = join(staging, 'extensions') }: Folders,
): Promise<void> => {
  await loadExtension(connection, { name: 'postgres', folder: extensionFolder });
  const { host, port, database, user } = settings;
  const parts = [
    ['HOST', host],
    ['PORT', String(port)],
    ['DATABASE', database],
    ['USER', user],
  ] as const;
  const named = parts.map(([name, value]) => `${name} ${quoteText(value)}`).join(', ');
  const secret = `CREATE SECRET agnes_postgres (TYPE postgres, ${named}, PASSWORD ${quoteText(password?.reveal() ?? '')})`;
  // What it throws would print the statement.
  const isMade = await connection.run(secret).then(
    () => true,
    () => false,
  );
  if (!isMade) throw errorOf('the engine does not take the password');
  const url = await tlsOptions(settings, staging);
  await told(
    connection.run(
      `ATTACH ${quoteText(url)} AS ${catalog} (TYPE postgres, SECRET agnes_postgres, READ_ONLY)`,
    ),
  );
};

const tlsOptions = async ({ sslmode, ssl_ca: ca }: Access['settings'], staging: string): Promise<string> => {
  if (ca === undefined) return `sslmode=${sslmode}`;
  const path = join(staging, 'ca.pem');
  await writeFile(path, ca, { mode: 0o600 });
  return `sslmode=${sslmode} sslrootcert='${path.replaceAll(/['\\]/g, '\\$&')}'`;
};

/** Tells what the engine says of the server in the words of the host. */
export const told = async <T>(asked: Promise<T>): Promise<T> => {
  try {
    return await asked;
  } catch (cause) {
    throw errorOf(Object.assign(new Error(firstLine(cause)), { code: stateIn(firstLine(cause)) }));
  }
};

// The engine passes on the words of the server, and not its codes.
const stateIn = (text: string): string => words.find(([word]) => word.test(text))?.[1] ?? '';

const words = [
  [/password authentication failed|no password supplied/, '28P01'],
  [/permission denied/, '42501'],
  [/does not exist/, '42P01'],
  [/certificate verify failed|does not match host name/, 'ERR_TLS_REFUSED'],
] as const;

const firstLine = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0]?.slice(0, 500) ?? '';
