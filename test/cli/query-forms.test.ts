import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import test from 'ava';
import { onTerminal } from './on-terminal.ts';
import { newMachine } from './run-agnes.ts';
import { type Answerer, problem, startStandIn } from './stand-in.ts';

/** No text: every byte there is, many times over. */
const bytes = Buffer.from(Array.from({ length: 256 * 1024 }, (_, index) => index % 256));

const streamed: Answerer = (_request, response) => {
  response.writeHead(200, { Trailer: 'X-Agnes-Rows, X-Agnes-Truncated' });
  response.write(bytes);
  response.addTrailers({ 'X-Agnes-Rows': '7', 'X-Agnes-Truncated': 'true' });
  response.end();
};

const whole: Answerer = (_request, response) => {
  response.writeHead(200, { 'X-Agnes-Rows': '7', 'X-Agnes-Truncated': 'false' }).end(bytes);
};

const cut: Answerer = (_request, response) => {
  response.writeHead(200);
  response.write(bytes, () => response.destroy());
};

test('an Arrow stream goes into a pipe byte by byte, and what was cut is told on stderr', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('POST /api/query', streamed);
  const machine = await newMachine(t, server.url);

  const child = machine.start(['query', '-f', 'arrow', '--limit', '7', 'SELECT 1', '--quiet']);
  const [out, err] = await Promise.all([
    buffer(child.stdout ?? Readable.from([])),
    buffer(child.stderr ?? Readable.from([])),
    once(child, 'close'),
  ]);

  t.is(child.exitCode, 0);
  t.true(out.equals(bytes));
  t.is(String(err), 'Only the first 7 rows are there; more with --limit.\n');
  t.deepEqual(server.bodies, [{ sql: 'SELECT 1', limit: 7, format: 'arrow' }]);
});

test('with --json rows as ndjson come as they are, and one more line says how it ended', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('POST /api/query', (_request, response) =>
    response.writeHead(200, { 'X-Agnes-Rows': '2', 'X-Agnes-Truncated': 'true' }).end('{"a":1}\n{"a":2}\n'),
  );
  const machine = await newMachine(t, server.url);

  const { code, stdout } = await machine.run(['query', '-f', 'ndjson', '--json', 'SELECT 1']);
  server.answers.set('POST /api/query', problem(400, { code: 'query_failed' }));
  const refused = await machine.json(['query', '-f', 'ndjson', 'SELECT x']);

  const end = '{"ok":true,"row_count":2,"truncated":true,"scope":"remote"}';
  t.is(code, 0);
  t.is(stdout, `{"a":1}\n{"a":2}\n${end}\n`);
  t.like(refused, { ok: false, error: { code: 'query_failed' } });
});

test('a file gets the form that its name ends with, as a whole or not at all', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  const run = (name: string) => machine.json(['query', 'SELECT 1', '--output', machine.path(name)]);
  await machine.run(['sync']);
  const before = await readdir(machine.workspace);

  server.answers.set('POST /api/query', whole);
  const arrow = await run('rows.arrow');
  const parquet = await run('rows.parquet');
  const nowhere = [await run('no/rows.arrow'), await run('.')];
  server.answers.set('POST /api/query', cut);
  const broken = await run('broken.ndjson');

  t.like(arrow, { ok: true, file: machine.path('rows.arrow'), row_count: 7, truncated: false });
  t.like(parquet, { ok: true, row_count: 7, scope: 'remote' });
  t.like(broken, { ok: false, error: { code: 'server_unreachable' } });
  for (const refused of nowhere) t.like(refused, { ok: false, error: { code: 'bad_file' } });
  t.true((await readFile(machine.path('rows.arrow'))).equals(bytes));
  t.deepEqual(
    server.bodies.map((body) => Object(body).format),
    ['arrow', 'parquet', 'arrow', 'ndjson'],
  );
  const added = (await readdir(machine.workspace)).filter((name) => !before.includes(name));
  t.deepEqual(added.sort(), ['rows.arrow', 'rows.parquet']);
});

test('what only the server makes is refused where it cannot go', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('POST /api/query', problem(400, { code: 'query_failed', detail: 'No column "x".' }));
  const machine = await newMachine(t, server.url);

  const local = await machine.run(['query', '--local', '-f', 'arrow', 'SELECT 1']);
  const json = await machine.run(['query', '-f', 'arrow', '--json', 'SELECT 1']);
  const shown = await onTerminal(machine, ['query', '-f', 'arrow', 'SELECT 1']);
  const wrong = await machine.run(['query', '-f', 'parquet', 'SELECT x']);

  t.is(local.code, 2);
  t.regex(local.stderr, /--format arrow is made by the server/);
  t.is(json.code, 2);
  t.is(shown.code, 2);
  t.regex(shown.screen, /--format arrow is for programs and is not shown on a terminal/);
  t.is(wrong.code, 2);
  t.is(wrong.stdout, '');
  t.regex(wrong.stderr, /No column "x"/);
});
