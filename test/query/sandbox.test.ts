import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import test, { type ExecutionContext } from 'ava';
import { openSandbox } from '../../host/query/worker/sandbox.ts';
import { hostileFiles } from './support/hostile/files.ts';
import { hostileSpellings } from './support/hostile/spellings.ts';
import { hostileStatements } from './support/hostile-statements.ts';
import { canaries, openLab } from './support/query-lab.ts';

const connect = async (t: ExecutionContext) => {
  const { folder, scope } = await openLab(t);
  const settings = { fifo: join(folder, 'run', 'x.fifo'), threads: 1, memoryMb: 256 };
  const sandbox = await openSandbox(scope, settings);
  const connection = await sandbox.connect();
  t.teardown(() => {
    connection.closeSync();
    sandbox[Symbol.dispose]();
  });
  return { folder, connection, sandbox };
};

const toldBy = async (connection: DuckDBConnection, sql: string): Promise<string> => {
  try {
    return JSON.stringify((await connection.runAndReadAll(sql)).getRowsJson());
  } catch (error) {
    return String(error);
  }
};

test('N01: even without the gate no hostile statement reads what is not granted', async (t) => {
  const { folder, connection } = await connect(t);
  const read = [...hostileStatements, ...hostileFiles, ...hostileSpellings];
  const corpus = read.map(([sql]) => sql.replaceAll('FOLDER', folder));

  const told: string[] = [];
  for (const sql of corpus) told.push(await toldBy(connection, sql));

  t.deepEqual(
    told.filter((text, index) =>
      canaries.some((canary) => text.includes(canary) && !corpus[index]?.includes(canary)),
    ),
    [],
  );
});

test('T09: a locked sandbox takes no setting, no other file and no extension', async (t) => {
  const { folder, connection } = await connect(t);
  const refused = async (sql: string) => /^Error: (\w+ ?\w*) Error/.exec(await toldBy(connection, sql))?.[1];

  t.is(await refused('SET threads = 8'), 'Invalid Input');
  t.is(await refused('SET enable_external_access = true'), 'Invalid Input');
  t.is(await refused(`SET allowed_paths = ['/etc/passwd']`), 'Invalid Input');
  t.is(await refused(`ATTACH '${folder}/x.duckdb'`), 'Permission');
  t.is(await refused('INSTALL httpfs'), 'Permission');
  t.is(await refused(`COPY (SELECT 1) TO '${folder}/new.csv'`), 'Permission');
  t.is(await refused(`COPY (SELECT 1) TO 'new.csv'`), 'Permission');
});

test('a sandbox speaks UTC and knows the names of its tables and no others', async (t) => {
  const { connection, sandbox } = await connect(t);

  t.is(await toldBy(connection, "SELECT current_setting('TimeZone')"), '[["UTC"]]');
  t.deepEqual([...sandbox.names].sort(), ['orders', 'people']);
  t.is(
    await toldBy(connection, 'SELECT view_name FROM duckdb_views() WHERE NOT internal'),
    '[["orders"],["people"]]',
  );
});
