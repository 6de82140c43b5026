import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { parquetOf } from './parquet.ts';
import { newMachine } from './run-agnes.ts';
import { json, problem, startStandIn } from './stand-in.ts';

const remoteRows = { columns: ['n'], types: ['BIGINT'], rows: [[5]], row_count: 1, truncated: false };

test('without a choice a query runs here when every table is here, and says so', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('orders', { bytes: await parquetOf('SELECT range AS n FROM range(3)') });
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  server.requests.length = 0;

  const sql = 'WITH t AS (SELECT * FROM orders) SELECT sum(n) AS s FROM t';
  const { code, stdout, stderr } = await machine.run(['query', sql]);

  t.is(code, 0);
  t.is(stdout, 's\n─\n3\n');
  t.is(stderr, 'ran: local, data as of 2026-01-01T00:00:00+00:00\n');
  t.deepEqual(server.requests, []);
});

test('without a choice a query with a table that is not here runs on the server', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
  server.answers.set('POST /api/query', json(remoteRows));
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);

  const { code, stdout, stderr } = await machine.run(['query', 'SELECT n FROM orders JOIN web USING (n)']);

  t.is(code, 0);
  t.is(stdout, 'n\n─\n5\n');
  t.is(stderr, 'ran: remote\n');
  t.deepEqual(server.bodies, [{ sql: 'SELECT n FROM orders JOIN web USING (n)', limit: 1000 }]);
});

test('--local without synced tables says what to do', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');

  const { code, stderr } = await machine.run(['query', '--local', 'SELECT 1']);

  t.is(code, 1);
  t.regex(stderr, /Hint: Run: agnes sync/);
});

test('only statements that read are run, and files are never written by SQL', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);

  const copy = await machine.run(['query', '--local', "COPY (SELECT 1) TO 'x.csv'"]);
  const several = await machine.run(['query', '--local', 'SELECT 1; SELECT 2']);
  const explain = await machine.run(['query', '--local', 'EXPLAIN SELECT 1']);

  t.is(copy.code, 2);
  t.regex(copy.stderr, /Only single SELECT/);
  t.is(several.code, 2);
  t.is(explain.code, 0);
});

test('a mistake in the SQL is told with 2, wherever it is found', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('POST /api/query', problem(400, { code: 'query_failed', detail: 'No column "x".' }));
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);

  const syntax = await machine.run(['query', 'SELEC 1']);
  const column = await machine.run(['query', '--local', 'SELECT x']);
  const remote = await machine.run(['query', '--remote', 'SELECT x', '--json']);

  t.is(syntax.code, 2);
  t.regex(syntax.stderr, /syntax error/);
  t.is(column.code, 2);
  t.is(remote.code, 2);
  t.like(JSON.parse(remote.stdout), {
    ok: false,
    error: { code: 'query_failed', message: 'No column "x".', http: 400 },
  });
});

test('more rows than the limit are cut, and that is said on stderr and in JSON', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  const query = ['query', '--local', '--limit', '2', 'SELECT * FROM range(3)'];

  const { stderr } = await machine.run([...query, '--quiet']);
  const document = await machine.json(query);

  t.is(stderr, 'Only the first 2 rows are shown; more with --limit.\n');
  likeWhole(t, document, { ok: true, truncated: true, row_count: 2, rows: [[0], [1]], scope: 'local' });
});

test('whole numbers keep all their digits, from here and from the server', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('POST /api/query', (_request, response) =>
    response.end('{"columns":["n"],"types":["BIGINT"],"rows":[[9223372036854775807]],"truncated":false}'),
  );
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);

  const here = await machine.run([
    'query',
    '--local',
    "SELECT 9223372036854775807 AS n, '99999999999999999999'::BIGNUM AS b",
    '--json',
  ]);
  const there = await machine.run(['query', '--remote', 'SELECT n FROM t', '--json']);

  t.regex(here.stdout, /"rows":\[\[9223372036854775807,99999999999999999999\]\]/);
  t.regex(there.stdout, /"rows":\[\[9223372036854775807\]\]/);
});

test('values are written as the server writes them', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  const sql = `SELECT 0.1::FLOAT, 1.5::DECIMAL(9,2), TIMESTAMPTZ '2026-01-02 03:04:05+02', ['a', 'b'], 'nan'::DOUBLE, true;`;

  const plain = await machine.json(['query', '--local', sql]);
  const described = await machine.json(['query', '--local', 'DESCRIBE SELECT 1 AS n']);
  const commented = await machine.json(['query', '--local', 'SELECT 1 AS n; -- end']);

  likeWhole(t, plain, { rows: [[0.1, '1.50', '2026-01-02 01:04:05+00:00', '[a, b]', 'NaN', true]] });
  likeWhole(t, described, { rows: [['n', 'INTEGER', 'YES', null, null, null]] });
  likeWhole(t, commented, { rows: [[1]] });
});

test('CSV is RFC 4180 and guards text against being run as a formula', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  const query = [
    'query',
    '--local',
    '-f',
    'csv',
    `SELECT '=1+1' AS a, -2 AS b, 'x "y", z' AS c, NULL AS d, -1.5 AS e`,
  ];

  const { stdout } = await machine.run(query);
  const raw = await machine.run([...query, '--raw-csv']);

  t.is(stdout, `a,b,c,d,e\r\n'=1+1,-2,"x ""y"", z",,-1.5\r\n`);
  t.is(raw.stdout, `a,b,c,d,e\r\n=1+1,-2,"x ""y"", z",,-1.5\r\n`);
});

test('control characters in data do not reach the terminal', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);

  const { stdout } = await machine.run([
    'query',
    '--local',
    `SELECT 'a' || chr(27) || '[31mred' || chr(10) || 'b' AS x`,
  ]);

  t.is(stdout, 'x\n──────\nared b\n');
});

test('-o writes the answer to a file, in the form its name asks for', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  const [csv, document] = [join(machine.workspace, 'rows.csv'), join(machine.workspace, 'rows.json')];

  const told = await machine.json(['query', '--local', 'SELECT 1 AS n', '-o', csv]);
  await machine.run(['query', '--local', 'SELECT 1 AS n', '-o', document]);

  t.like(told, { ok: true, file: csv, row_count: 1 });
  t.is(await readFile(csv, 'utf8'), 'n\r\n1\r\n');
  likeWhole(t, JSON.parse(await readFile(document, 'utf8')), { ok: true, rows: [[1]] });
});

test('a statement comes from a file or from stdin too, and from one place only', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  const file = machine.path('one.sql');
  await writeFile(file, 'SELECT 1 AS n');

  const fromFile = await machine.run(['query', '--local', '-f', 'csv', '--file', file]);
  const fromStdin = await machine.run(['query', '--local', '-f', 'csv', '--stdin'], {
    stdin: 'SELECT 2 AS n',
  });
  const both = await machine.run(['query', 'SELECT 1', '--sql', 'SELECT 2']);
  const none = await machine.run(['query']);

  t.is(fromFile.stdout, 'n\r\n1\r\n');
  t.is(fromStdin.stdout, 'n\r\n2\r\n');
  t.is(both.code, 2);
  t.is(none.code, 2);
});
