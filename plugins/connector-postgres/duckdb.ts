import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import type { ReadContext } from '@agnes/sdk/connector';
import { loadExtension } from '@agnes/sdk/extract';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { errorOf } from './errors.ts';
import { type Access, applicationName } from './session.ts';

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
  access: Access,
  { staging = '', extensionFolder = join(staging, 'extensions') }: Folders,
): Promise<void> => {
  await loadExtension(connection, { name: 'postgres', folder: extensionFolder });
  const { settings, password } = access;
  const { host, port, database, user, schemas } = settings;
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
  const url = `${sessionOptions(access)} ${await tlsOptions(settings, staging)}`;
  // Several cannot be named: then whoever reads looks whether a table is in one of them.
  const only = schemas.length === 1 ? `, SCHEMA ${quoteText(schemas[0] ?? '')}` : '';
  await told(
    connection.run(
      `ATTACH ${quoteText(url)} AS ${catalog} (TYPE postgres, SECRET agnes_postgres, READ_ONLY${only})`,
    ),
  );
};

/** What other drivers say once they are connected. */
const sessionOptions = (access: Access): string => {
  const { statement_timeout_seconds: statement, lock_timeout_seconds: lock } = access.settings;
  const limits = [`statement_timeout=${Math.trunc(statement)}s`, `lock_timeout=${Math.trunc(lock)}s`];
  const options = limits.map((limit) => `-c ${limit}`).join(' ');
  return `application_name=${quoted(applicationName(access))} options=${quoted(options)}`;
};

/** A value of a connection string. */
const quoted = (value: string): string => `'${value.replaceAll(/['\\]/g, '\\$&')}'`;

const tlsOptions = async ({ sslmode, ssl_ca: ca }: Access['settings'], staging: string): Promise<string> => {
  if (sslmode === 'disable') return `sslmode=${sslmode}`;
  const path = join(staging, 'ca.pem');
  // The library has a file of its own in mind, which is nowhere.
  await writeFile(path, ca ?? rootCertificates.join('\n'), { mode: 0o600 });
  return `sslmode=${sslmode} sslrootcert=${quoted(path)}`;
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
  [/statement timeout/, '57014'],
  [/lock timeout/, '55P03'],
  [/certificate verify failed|does not match host name/, 'ERR_TLS_REFUSED'],
] as const;

const firstLine = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0]?.slice(0, 500) ?? '';
