import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ExecutionContext } from 'ava';
import type { Settings } from '../settings.ts';
import { folderWith } from './folder.ts';
import { type Bucket, startS3 } from './support/s3-server.ts';

interface Parts {
  readonly duckdb: DuckDBConnection;
  /** The secret key. */
  readonly canary: string;
}

/** A store with a few objects, and how it is reached. */
export const openStore = async (t: ExecutionContext, { duckdb, canary }: Parts) => {
  const folder = await folderWith(t, {});
  await duckdb.run(`COPY (SELECT 3 AS id, 'c' AS name) TO '${folder}/c.parquet' (FORMAT parquet)`);
  const objects = new Map<string, Uint8Array>([
    ['in/orders/1.csv', Buffer.from('id,name\n001,a\n')],
    ['in/orders/2.csv', Buffer.from('id,name\n002,b\n')],
    ['in/c.parquet', await readFile(join(folder, 'c.parquet'))],
    ['in/d.ndjson', Buffer.from('{"id":4}\n{"id":5}\n')],
    ['in/.hidden/x.csv', Buffer.from('no\n')],
    ['out/x.csv', Buffer.from('no\n')],
  ]);
  const bucket: Bucket = { name: 'bucket', keyId: 'KEY', secret: canary, objects };
  const store = await startS3(bucket);
  t.teardown(store.close);
  const s3 = { endpoint: store.endpoint, use_ssl: false, url_style: 'path', region: 'eu-west-1' } as const;
  const config: Settings = { location: 's3://bucket/in', types: { id: 'VARCHAR' }, s3 };
  return { ...store, config, objects, secrets: { 's3.key_env': 'KEY', 's3.secret_key_env': canary } };
};
