import { readFile } from 'node:fs/promises';
import test from 'ava';
import { inDuckDb } from './support/query-lab.ts';

const snapshot = new URL('support/duckdb-functions.txt', import.meta.url);

test('T03: a function that came or went with the engine is classified before it is shipped', async (t) => {
  const functions = await inDuckDb(
    "SELECT DISTINCT function_type || ' ' || function_name AS f FROM duckdb_functions() ORDER BY 1",
  );

  // After an upgrade: put what is new into `gate-functions.ts` or leave it out knowingly, then renew the file.
  t.deepEqual((functions as string[][]).flat(), (await readFile(snapshot, 'utf8')).trim().split('\n'));
});
