import { join } from 'node:path';
import type { ReadContext } from '@agnes/sdk/connector';
import { loadExtension } from '@agnes/sdk/extract';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { placeOf } from '../location.ts';
import type { Settings } from '../settings.ts';
import { quoteText } from './quote.ts';
import { bucketBase, createSecret } from './s3.ts';

/** A DuckDB that reads below the location, writes into staging, and is closed with the scope it was opened in. */
export interface OpenDuckDb extends Disposable {
  readonly connection: DuckDBConnection;
  /** Why workbooks cannot be read here; absent: they can. */
  readonly noWorkbooks?: unknown;
}

type Context = Pick<ReadContext<Settings>, 'config' | 'secrets' | 'staging' | 'extensionFolder'>;

/** Opens a DuckDB with the extensions that it needs; afterwards nothing makes it reach further. */
export const openDuckDb = async (context: Context): Promise<OpenDuckDb> => {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '300MB', threads: '2' });
  const connection = await instance.connect();
  const close = (): void => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    const noWorkbooks = await prepared(connection, context);
    return { connection, ...(noWorkbooks !== undefined && { noWorkbooks }), [Symbol.dispose]: close };
  } catch (error) {
    close();
    throw error;
  }
};

const prepared = async (connection: DuckDBConnection, context: Context): Promise<unknown> => {
  const { config, secrets, staging = '', extensionFolder = join(staging, 'extensions') } = context;
  const isBucket = placeOf(config) === 's3';
  await connection.run(`SET TimeZone = 'UTC'; SET temp_directory = ${quoteText(join(staging, 'spill'))}`);
  if (isBucket) await loadExtension(connection, { name: 'httpfs', folder: extensionFolder });
  // Files of another format go on without it.
  const noWorkbooks = await loadExtension(connection, { name: 'excel', folder: extensionFolder }).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (isBucket) await createSecret(connection, config.s3 ?? {}, secrets);
  // Files of the web lie in staging by then.
  const places = [bucketBase(config), `${staging}/`].map(quoteText);
  await connection.run(
    `SET allowed_directories = [${places.join(', ')}]; SET enable_external_access = false; SET lock_configuration = true`,
  );
  return noWorkbooks;
};
