import type { DiscoveredTable } from '@agnes/sdk/connector';
import { isPlatformError } from '@agnes/sdk/errors';
import { allOf } from './in-parallel.ts';
import { at, listAt, textAt } from './json.ts';
import { proposedNames } from './proposed-names.ts';
import type { Run } from './run.ts';
import { readTable } from './upstream-table.ts';

/** A table of a listing, as the stack tells it, and its bucket. */
interface Listed {
  readonly told: unknown;
  readonly bucket: unknown;
}

/** Everything the token may read. Where the list of the whole project fails, bucket by bucket. */
export async function* discoverTables(run: Run): AsyncGenerator<DiscoveredTable> {
  const { listed, failure } = await listedTables(run);
  const names = proposedNames(listed.map(({ told }) => textAt(told, 'id') ?? ''));
  for (const table of listed) yield discoveredTable(table, names, run);
  // What was found is handed over; that it is not all is said.
  if (failure) throw failure.error;
}

interface Listing {
  readonly listed: readonly Listed[];
  readonly failure?: { readonly error: unknown };
}

const listedTables = async (run: Run): Promise<Listing> => {
  try {
    const tables = await run.api.get('tables?include=columns,buckets');
    return { listed: listAt(tables).map((told) => ({ told, bucket: at(told, 'bucket') })) };
  } catch (error) {
    // A list that is too long to be answered is one more reason to ask for less at a time.
    run.signal.throwIfAborted();
    if (isPlatformError(error) && error.code === 'auth_expired') throw error;
    return await byBucket(run);
  }
};

const byBucket = async (run: Run): Promise<Listing> => {
  const failures: { readonly error: unknown }[] = [];
  const buckets = listAt(await run.api.get('buckets'));
  const listed = await allOf(buckets, 2, async (bucket): Promise<readonly Listed[]> => {
    const path = `buckets/${encodeURIComponent(textAt(bucket, 'id') ?? '')}/tables?include=columns`;
    try {
      return listAt(await run.api.get(path)).map((told) => ({ told, bucket }));
    } catch (error) {
      run.signal.throwIfAborted();
      failures.push({ error });
      return [];
    }
  });
  const [failure] = failures;
  return { listed: listed.flat(), ...(failure && { failure }) };
};

const discoveredTable = (
  { told, bucket }: Listed,
  names: ReadonlyMap<string, string>,
  { config }: Run,
): DiscoveredTable => {
  const { id, columns, primaryKey, ...rest } = readTable(told, config);
  const [bucketId, sourceTable] = partsOf(id);
  const description = textAt(told, 'displayName');
  const bucketName = textAt(bucket, 'displayName') ?? textAt(bucket, 'name');
  return {
    name: names.get(id) ?? sourceTable,
    bucket: bucketId,
    sourceTable,
    upstreamId: id,
    kind: at(told, 'isAlias') === true ? 'view' : 'table',
    ...(primaryKey.length > 0 && { primaryKey }),
    ...(columns.length > 0 && { columns }),
    ...(bucketName !== undefined && { bucketName }),
    ...(description !== undefined && description !== sourceTable && { description }),
    ...rest,
  };
};

/** `in.c-crm.orders` is `orders` in the bucket `in.c-crm`: the stage is part of the bucket. */
const partsOf = (id: string): readonly [string, string] => {
  const [, bucket = '', table = id] = /^([^.]+\.[^.]+)\.(.+)$/.exec(id) ?? [];
  return [bucket, table];
};
