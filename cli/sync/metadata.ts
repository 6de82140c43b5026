import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isPlatformError } from '@agnes/sdk/errors';
import { ignoreMissing, writeDurably } from '../files/durable-file.ts';
import { ownFolder } from '../files/own-folder.ts';
import type { HttpClient } from '../http/client.ts';
import { stringifyExact } from '../json/exact.ts';
import { type JsonObject, objectsOf } from '../json/values.ts';
import type { Output } from '../terminal/output.ts';
import { profilesFolderUnsafe } from './errors.ts';
import { limiter } from './limiter.ts';
import { schemaOf } from './table-schema.ts';

/** What is said about the data is asked for so many tables at a time. */
const parallel = 4;

/** What bringing metadata works with. */
export interface MetadataDeps {
  readonly http: HttpClient;
  readonly out: Output;
  readonly pid: number;
  /** Where the files go. */
  readonly folder: string;
}

/** A table whose id may be the name of a file. */
export interface NamedTable {
  readonly id: string;
  readonly name: string;
}

/** Columns of the tables, in `schema.json`; one that was never read, or whose source does not answer, is not in it. */
export const bringSchema = async (
  tables: readonly NamedTable[],
  deps: MetadataDeps,
): Promise<{ readonly tables: number }> => {
  const answers = await ofEach(tables, async ({ id, name }) => {
    const schema = await schemaOf(deps.http, id).catch(leftOut(name, deps));
    return schema && { id, name, ...schema };
  });
  const known = answers.filter((answer) => answer !== undefined);
  await writeJson('schema.json', { tables: known }, deps);
  return { tables: known.length };
};

/** The metrics the caller may compute, in `metrics.json`; how many, or null where the server knows none of that. */
export const bringMetrics = async (deps: MetadataDeps): Promise<number | null> => {
  const answer = await unlessUnknown(() => deps.http.object({ path: '/api/metrics' }));
  if (answer === undefined) {
    await rm(join(deps.folder, 'metrics.json')).catch(ignoreMissing);
    return null;
  }
  const metrics = objectsOf(answer['metrics']);
  await writeJson('metrics.json', { metrics }, deps);
  return metrics.length;
};

/** One file for each table that has a profile; those of tables that are not the caller's any more go. */
export const bringProfiles = async (
  tables: readonly NamedTable[],
  deps: MetadataDeps,
): Promise<{ readonly written: number; readonly removed: number }> => {
  // Stale files go from it.
  const folder = await ownFolder(deps.folder, ['profiles'], (path) => profilesFolderUnsafe({ path }));
  const kept = await ofEach(tables, async ({ id }) => {
    const path = `/api/catalog/profile/${encodeURIComponent(id)}`;
    const profile = await unlessUnknown(() => deps.http.object({ path }));
    if (profile) await writeJson(`${id}.json`, profile, { ...deps, folder });
    return profile && `${id}.json`;
  });
  const names = new Set(kept.filter((name) => name !== undefined));
  const stale = (await readdir(folder)).filter((name) => name.endsWith('.json') && !names.has(name));
  for (const name of stale) await rm(join(folder, name)).catch(ignoreMissing);
  return { written: names.size, removed: stale.length };
};

const ofEach = <T>(
  tables: readonly NamedTable[],
  work: (table: NamedTable) => Promise<T>,
): Promise<readonly T[]> => {
  const limited = limiter(parallel);
  return Promise.all(tables.map((table) => limited(() => work(table))));
};

// A source that does not answer costs its own tables, and not those of others.
const leftOut =
  (table: string, { out }: MetadataDeps) =>
  (error: unknown): undefined => {
    const status = isPlatformError(error) ? Number(error.details['http']) : Number.NaN;
    if (!isPlatformError(error) || Number.isNaN(status) || status === 401 || status === 429) throw error;
    if (status >= 500) out.note(`Without its columns: ${table}. ${error.message}`);
  };

/** Nothing for what is not there yet, or was taken away in between. */
const unlessUnknown = async (ask: () => Promise<JsonObject>): Promise<JsonObject | undefined> => {
  try {
    return await ask();
  } catch (error) {
    if (isPlatformError(error) && [403, 404].includes(Number(error.details['http']))) return undefined;
    throw error;
  }
};

const writeJson = (name: string, value: unknown, { folder, pid }: MetadataDeps): Promise<void> =>
  writeDurably(join(folder, name), `${stringifyExact(value, 2)}\n`, { mode: 0o644, pid });
