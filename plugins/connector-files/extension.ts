import { defineConnector } from '@agnes/sdk/connector';
import { Copies } from './duckdb/copies.ts';
import { listBucket } from './duckdb/list-bucket.ts';
import { openDuckDb } from './duckdb/open.ts';
import { listEntries, placeOf } from './location.ts';
import { proposeTables } from './propose-tables.ts';
import { readTables } from './read-tables.ts';
import type { Settings } from './settings.ts';

/** Workbooks and object stores, which DuckDB reads by its extensions: it copies their files into staging. */
export default defineConnector<Settings>({
  async check(context) {
    using duckdb = await openDuckDb(context);
    await listBucket(duckdb, context.config);
  },

  async *discover(context) {
    using duckdb = await openDuckDb(context);
    yield* proposeTables(await listBucket(duckdb, context.config), context.config);
  },

  async *read(context) {
    const { config, signal } = context;
    using duckdb = await openDuckDb(context);
    using _stop = interruptOn(signal, () => duckdb.connection.interrupt());
    const entries = placeOf(config) === 's3' ? await listBucket(duckdb, config) : await listEntries(config);
    yield* readTables(context, entries, new Copies(duckdb, context));
  },
});

const interruptOn = (signal: AbortSignal, interrupt: () => void): Disposable => {
  signal.addEventListener('abort', interrupt);
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', interrupt) };
};
