import { readdir, readFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import { newMachine } from './run-agnes.ts';
import { type Answerer, json, problem, startStandIn } from './stand-in.ts';

/** Answers as a log of so many entries would, all of them right; `fault` comes with open spans only. */
const logOf =
  (entries: number, fault = {}): Answerer =>
  (request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://x');
    const from = Number(searchParams.get('from'));
    const isOpen = !searchParams.has('to');
    const to = Math.min(entries, isOpen ? entries : Number(searchParams.get('to')));
    const right = { ok: true, checked: to - from + 1, first_bad_seq: null, reason: null };
    return json({ ...right, ...(isOpen && fault) })(request, response);
  };

test('a long log is checked in spans, each beginning with the last entry of the one before', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('GET /api/admin/audit/verify', logOf(250_000));
  const machine = await newMachine(t, server.url);

  const { code, stdout } = await machine.run(['admin', 'audit', 'verify', '--json']);

  t.is(code, 0);
  t.deepEqual(JSON.parse(stdout), { ok: true, checked: 250_000, first_bad_seq: null, reason: null });
  t.deepEqual(
    server.requests.map((request) => request.split('?')[1]),
    ['from=1&to=100000', 'from=100000&to=199999', 'from=199999&to=299998', 'from=250000'],
  );
});

test('entries that are missing at the end are a failure', async (t) => {
  const server = await startStandIn(t);
  const fault = { ok: false, first_bad_seq: 4, reason: 'cut_off' };
  server.answers.set('GET /api/admin/audit/verify', logOf(3, fault));
  const machine = await newMachine(t, server.url);

  const { code, stderr } = await machine.run(['admin', 'audit', 'verify']);

  t.is(code, 1);
  t.regex(stderr, /broken at entry 4: cut_off/);
});

test('filters go to the server as they were given', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('GET /api/admin/audit', json({ entries: [], next_cursor: null }));
  const machine = await newMachine(t, server.url);
  const filters = ['--actor', 'ada@example.com', '--action', 'login*', '--since', '2027-01-31'];

  const { code } = await machine.run(['admin', 'audit', 'list', ...filters, '--limit', '5']);

  t.is(code, 0);
  t.deepEqual(server.requests, [
    'GET /api/admin/audit?actor=ada%40example.com&action=login*&since=2027-01-31&limit=5',
  ]);
});

test('control characters in the log do not reach the terminal', async (t) => {
  const server = await startStandIn(t);
  const entries = [{ seq: 1, action: 'login_failed', user_email: '\u001b[2Jeve' }];
  server.answers.set('GET /api/admin/audit', json({ entries, next_cursor: null }));
  const machine = await newMachine(t, server.url);

  const { stdout } = await machine.run(['admin', 'audit', 'list']);

  t.false(stdout.includes('\u001b'));
});

test('an export that breaks off leaves the file as it was, and nothing beside it', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('GET /api/admin/audit/export', (_request, response) => {
    response.writeHead(200);
    response.write('half of it', () => response.destroy());
  });
  const machine = await newMachine(t, server.url);
  const cwd = machine.config.replace(/config$/, '');
  await writeFile(`${cwd}audit.ndjson`, 'the old one');

  const { code } = await machine.run(['admin', 'audit', 'export', '--out', 'audit.ndjson'], { cwd });

  t.is(code, 9);
  t.is(await readFile(`${cwd}audit.ndjson`, 'utf8'), 'the old one');
  t.deepEqual(await readdir(cwd), ['audit.ndjson']);
});

test('an export that is refused is told in the words of the server', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('GET /api/admin/audit/export', problem(422, { code: 'instant_invalid' }));
  const machine = await newMachine(t, server.url);

  const { code, stderr } = await machine.run(['admin', 'audit', 'export', '--out', 'x', '--since', 'y']);

  t.is(code, 2);
  t.regex(stderr, /instant_invalid/);
});
