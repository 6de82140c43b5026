import { ExtensionUnavailable } from '../errors.ts';
import type { SqlConnection } from './extract-sql.ts';

/** An extension of DuckDB, and the folder that it lies in or is installed into. */
export interface WantedExtension {
  readonly name: string;
  /** Repository it is installed from; absent: the one of DuckDB itself. */
  readonly from?: 'community';
  /** `ConnectorContext.extensionFolder`. */
  readonly folder: string;
}

/** Loads an extension; one that is not in the folder yet is installed into it. Needs a configuration that is not locked. */
export const loadExtension = async (
  connection: SqlConnection,
  { name, from, folder }: WantedExtension,
): Promise<void> => {
  const place = textOf(folder);
  await connection.run(`SET home_directory = ${place}; SET extension_directory = ${place}`);
  // Else loading would install as well, from where nobody said.
  await connection.run('SET autoinstall_known_extensions = false; SET autoload_known_extensions = false');
  const isLoaded = await connection.run(`LOAD ${name}`).then(
    () => true,
    () => false,
  );
  if (isLoaded) return;
  try {
    await connection.run(`INSTALL ${name}${from === undefined ? '' : ` FROM ${from}`}`);
    await connection.run(`LOAD ${name}`);
  } catch (cause) {
    throw ExtensionUnavailable({ extension: name, reason: firstLine(cause) }, { cause });
  }
};

const textOf = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const firstLine = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0]?.slice(0, 500) ?? '';
