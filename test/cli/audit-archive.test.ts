import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import test from 'ava';
import { newMachine } from './run-agnes.ts';
import { json, startStandIn } from './stand-in.ts';

const line = '{"seq":1}\n';
const fitting = createHash('sha256').update(line).digest('hex');

/** A server that hands out an archive whose last line tells this digest. */
const lab = async (t: Parameters<typeof startStandIn>[0], sha256: string) => {
  const server = await startStandIn(t);
  const said = { statement: { sha256, entries: 1, last_seq: 1 }, signature: 'ab==' };
  server.answers.set('GET /api/admin/audit/archive', (_request, response) =>
    response.end(`${line}${JSON.stringify(said)}\n`),
  );
  server.answers.set('POST /api/admin/audit/truncate', json(said.statement));
  const machine = await newMachine(t, server.url);
  const path = machine.path('../audit.ndjson');
  const take = ['audit', 'export', '--before', '2027-01-01', '--out', path];
  return { server, machine, path, take, said };
};

test('entries leave the log once the file that holds them is whole, and by its own words', async (t) => {
  const { server, machine, path, take, said } = await lab(t, fitting);

  const { code, stdout } = await machine.run([...take, '--yes', '--json']);

  t.is(code, 0);
  t.like(JSON.parse(stdout), { ok: true, removed: said.statement });
  t.deepEqual(server.requests, [
    'GET /api/admin/audit/archive?before=2027-01-01',
    'POST /api/admin/audit/truncate',
  ]);
  t.deepEqual(server.bodies, [said]);
  t.is((await stat(path)).mode & 0o777, 0o600);
});

test('a file that is not what its last line says takes nothing out', async (t) => {
  const { server, machine, take } = await lab(t, '0'.repeat(64));

  const { code, stderr } = await machine.run([...take, '--yes']);

  t.is(code, 9);
  t.regex(stderr, /nothing was taken out/);
  t.deepEqual(server.requests, ['GET /api/admin/audit/archive?before=2027-01-01']);
});

test('taking entries out has to be meant, replaces no file and goes with no filter', async (t) => {
  const { server, machine, path, take } = await lab(t, fitting);

  const unasked = await machine.run(take);
  const narrowed = await machine.run([...take, '--yes', '--actor', 'ada@example.com']);
  const asCsv = await machine.run([...take, '--yes', '--format', 'csv']);
  await writeFile(path, 'the only copy');
  const taken = await machine.run([...take, '--yes']);

  t.deepEqual([unasked.code, narrowed.code, asCsv.code, taken.code], [2, 2, 2, 6]);
  t.is(await readFile(path, 'utf8'), 'the only copy');
  t.deepEqual(server.requests, []);
});

test('an archive that came under the same name meanwhile stays, and nothing more is taken out', async (t) => {
  const { server, machine, path, take, said } = await lab(t, fitting);
  server.answers.set('GET /api/admin/audit/archive', async (_request, response) => {
    await writeFile(path, 'the only copy');
    response.end(`${line}${JSON.stringify(said)}\n`);
  });

  const { code } = await machine.run([...take, '--yes']);

  t.is(code, 6);
  t.is(await readFile(path, 'utf8'), 'the only copy');
  t.false((await readdir(dirname(path))).some((name) => name.endsWith('.new')));
  t.deepEqual(server.requests, ['GET /api/admin/audit/archive?before=2027-01-01']);
});

test('a log whose beginning was taken out is checked from its first entry on', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('GET /api/admin/audit/verify', (request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://x');
    const from = Math.max(150_001, Number(searchParams.get('from')));
    const to = Math.min(150_010, Number(searchParams.get('to') ?? 150_010));
    const checked = Math.max(0, to - from + 1);
    json({ ok: true, checked, first_seq: 150_001, first_bad_seq: null, reason: null })(request, response);
  });
  const machine = await newMachine(t, server.url);

  const { stdout } = await machine.run(['audit', 'verify', '--json']);

  t.like(JSON.parse(stdout), { ok: true, checked: 10 });
});
