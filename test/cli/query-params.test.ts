import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { onTerminal } from './on-terminal.ts';
import { newMachine } from './run-agnes.ts';
import { type Answerer, json, startStandIn } from './stand-in.ts';

const remoteRows = { columns: ['n'], types: ['BIGINT'], rows: [[5]], row_count: 1, truncated: false };
const rowsThatFail =
  "SELECT CASE WHEN i = 500000 THEN error('too late') ELSE i END AS n FROM range(600000) t(i)";

test('values of --param are what they look like, here and at the server, and --timeout goes along', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('POST /api/query', json(remoteRows));
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);
  const given = ['n=5', 'x=-1.5e1', 'on=true', 'no=null', 'word=a=b', 'zip=007', 'quoted="5"', 'doc={"a":1}'];
  const flags = [...given, 'id=99999999999999999999', 'price=90071992547409.933'].flatMap((one) => [
    '--param',
    one,
  ]);
  const sql =
    'SELECT $n + 1 AS n, $x, $on, $no, $word, $zip, $quoted, $doc::JSON, $id::HUGEINT AS id, $price';

  const here = await machine.run(['query', '--local', sql, ...flags, '--json']);
  await machine.run(['query', '--remote', 'SELECT $n', ...flags, '--timeout', '7']);
  const wrong = await machine.run(['query', '--local', 'SELECT $n', '--param', '5']);
  const twice = await machine.run(['query', '--local', 'SELECT $n', '--param', 'n=1', '--param', 'n=2']);
  const empty = await machine.run(['query', '--remote', ' ']);
  const missing = await machine.run(['query', '--local', 'SELECT $n']);

  const values = '[6,-15,true,null,"a=b","007","5","{\\"a\\":1}",99999999999999999999,"90071992547409.933"]';
  t.true(here.stdout.includes(`"rows":[${values}]`), here.stdout + here.stderr);
  t.deepEqual(server.bodies.at(-1), {
    sql: 'SELECT $n',
    limit: 1000,
    params: {
      ...{ n: 5, x: -15, on: true, no: null, word: 'a=b', zip: '007', quoted: '5', doc: '{"a":1}' },
      id: '99999999999999999999',
      price: '90071992547409.933',
    },
    timeout_ms: 7000,
  });
  t.regex(empty.stderr, /The statement is empty/);
  t.deepEqual([wrong.code, twice.code, missing.code], [2, 2, 2]);
  t.regex(missing.stderr, /Values were not provided.*: n/);
});

test('a statement that fails behind its first rows is a failure, and one past --timeout is stopped', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);

  const late = await machine.run(['query', '--local', rowsThatFail, '--limit', '1000000', '-f', 'csv']);
  const before = await machine.json(['query', '--local', rowsThatFail, '--limit', '1']);
  const slow = await machine.run([
    ...['query', '--local', '--timeout', '1'],
    'SELECT count(*) FROM range(900000000000) t(i) WHERE i % 3 = 1',
  ]);

  t.is(late.code, 2);
  t.is(late.stdout, '');
  t.regex(late.stderr, /too late/);
  likeWhole(t, before, { ok: true, rows: [[0]], truncated: true });
  t.is(slow.code, 9);
  t.regex(slow.stderr, /took longer than 1 seconds/);
});

test('on a terminal it is shown how long the server takes, and the line is gone when the answer is there', async (t) => {
  const server = await startStandIn(t);
  const release: (() => void)[] = [];
  const held: Answerer = (request, response) => {
    release.push(() => json(remoteRows)(request, response));
    return true;
  };
  server.answers.set('POST /api/query', held);
  const machine = await newMachine(t, server.url);
  const query = ['query', '--remote', 'SELECT n'];

  const shown = onTerminal(machine, query, {
    onScreen: (screen) => {
      if (screen.includes('running at the server, ')) release.pop()?.();
    },
  });
  const { screen, code } = await shown;

  t.is(code, 0);
  t.regex(screen, /running at the server, \d\.\d s/);
  // The line is taken away first.
  t.true(screen.includes('\r\u001b[2Kran: remote'));
});

test('a statement that names no column of a synced table is refused with the command that shows its columns', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);

  const wrong = await machine.run(['query', '--local', 'SELECT carrier FROM (SELECT 1 AS origin)']);

  t.is(wrong.code, 2, wrong.stderr);
  t.regex(wrong.stderr, /"carrier" not found[\s\S]*Hint: Correct the statement; agnes schema TABLE shows/);
});
