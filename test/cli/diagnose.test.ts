import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { parquetOf } from './parquet.ts';
import { type Machine, newMachine } from './run-agnes.ts';
import { json, problem, type StandIn, startStandIn, token } from './stand-in.ts';

type Told = Readonly<Record<string, { state: string; reason: string; fix: string | null; unread: boolean }>>;

/** What each component was found to be. */
const componentsOf = ({ checks }: Record<string, unknown>): Told =>
  Object.fromEntries(
    (checks as { component: string }[]).map((check) => [check.component, check]),
  ) as unknown as Told;

const statesOf = (told: Told) =>
  Object.fromEntries(Object.entries(told).map(([name, { state }]) => [name, state]));

/** A workspace that is set up, on a machine with git, claude and agnes. */
const start = async (t: ExecutionContext): Promise<{ server: StandIn; machine: Machine }> => {
  t.timeout(300_000);
  const server = await startStandIn(t);
  server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
  server.answers.set('GET /api/welcome', json({ content: '# Data' }));
  server.answers.set('GET /marketplace/info', json({ plugins: [] }));
  const machine = await newMachine(t, server.url);
  const bin = join(machine.env['HOME'] ?? '', 'bin');
  await mkdir(bin);
  for (const name of ['git', 'claude', 'agnes']) {
    await writeFile(join(bin, name), '#!/bin/sh\necho 1.0.0\n');
    await chmod(join(bin, name), 0o755);
  }
  machine.env['PATH'] = `${bin}:${machine.env['PATH']}`;
  await machine.run(['setup']);
  return { server, machine };
};

test('all is well: every check says why, and what concerns administrators is skipped', async (t) => {
  const { machine } = await start(t);

  const { code, stdout } = await machine.run(['diagnose', '--json']);

  const answer = JSON.parse(stdout);
  const { services, jobs, sources, secrets, disk: _, ...others } = statesOf(componentsOf(answer));
  t.deepEqual(new Set([services, jobs, sources, secrets]), new Set(['skip']));
  t.deepEqual(new Set(Object.values(others)), new Set(['ok']), stdout);
  t.is(Object.keys(others).length, 13);
  t.is(code, answer.overall === 'healthy' ? 0 : 1);
});

test('a server that is down fails, and nothing behind it is called well', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');

  const { code, stdout } = await machine.run(['diagnose', '--json']);
  const one = await machine.json(['diagnose', '--component', 'manifest']);
  const people = await machine.run(['diagnose', '--component', 'server']);

  const told = componentsOf(JSON.parse(stdout));
  t.is(code, 1);
  t.is(told['server']?.state, 'fail');
  for (const name of ['clock', 'version', 'token', 'access', 'manifest', 'marketplace', 'services', 'jobs']) {
    t.like(told[name], { state: 'skip', unread: true }, name);
  }
  t.like(one, { ok: false, overall: 'degraded', error: { code: 'not_healthy' } });
  t.is(people.code, 1);
  t.regex(people.stdout, /^fail {2}server {9}http:\/\/127\.0\.0\.1:9 cannot be reached/);
});

test('both filters count, and together they may leave nothing', async (t) => {
  const { machine } = await start(t);

  const login = await machine.json(['diagnose', '--symptom', 'login']);
  const both = await machine.json(['diagnose', '--symptom', 'sync', '--component', 'views']);
  const unseen = await machine.json(['diagnose', '--component', 'jobs']);
  const none = await machine.run(['diagnose', '--symptom', 'login', '--component', 'views']);

  t.deepEqual(Object.keys(componentsOf(login)), ['configuration', 'server', 'clock', 'version', 'token']);
  t.deepEqual(statesOf(componentsOf(both)), { views: 'ok' });
  t.like(unseen, { ok: false, overall: 'degraded' });
  t.is(none.code, 2);
});

test('a token that is refused, a damaged file and a missing one are found, with what to do', async (t) => {
  const { server, machine } = await start(t);
  const file = machine.path('server', 'parquet', 'orders.parquet');
  const bytes = await readFile(file);
  await writeFile(file, bytes.fill(0, 10, 20));
  const damaged = componentsOf(await machine.json(['diagnose', '--symptom', 'sync']));
  await rm(file);
  const missing = componentsOf(await machine.json(['diagnose', '--component', 'views']));
  server.answers.set('GET /auth/me', problem(401, { hint: 'Sign in again.' }));
  const refused = await machine.json(['diagnose', '--symptom', 'login']);

  t.like(damaged['manifest'], { state: 'fail', fix: 'agnes sync' });
  t.like(missing['views'], { state: 'fail', fix: 'agnes sync' });
  t.like(componentsOf(refused)['token'], { state: 'fail', fix: 'Sign in again.' });
  t.deepEqual(refused['suggested_actions'], ['Sign in again.']);
});

test('--fix mends folders, hooks and who may read the token, and says so', async (t) => {
  const { server, machine } = await start(t);
  const saved = { access_token: token, server: server.url, email: 'ada@example.com' };
  await mkdir(machine.config, { recursive: true });
  await writeFile(join(machine.config, 'token.json'), JSON.stringify(saved), { mode: 0o644 });
  await rm(machine.path('user', 'snapshots'), { recursive: true });
  const settings = machine.path('.claude', 'settings.json');
  const wanted = await readFile(settings, 'utf8');
  await writeFile(settings, wanted.replaceAll('nohup agnes', 'nohup /gone/agnes'));

  const before = componentsOf(await machine.json(['diagnose', '--symptom', 'sync']));
  const mended = componentsOf(await machine.json(['diagnose', '--symptom', 'sync', '--fix']));

  t.like(before, {
    configuration: { state: 'fail' },
    workspace: { state: 'warn' },
    hooks: { state: 'warn' },
  });
  for (const name of ['configuration', 'workspace', 'hooks'])
    t.like(mended[name], { state: 'ok', fixed: true });
  t.is(await readFile(settings, 'utf8'), wanted);
});

test('administrators are told of conditions, sources and failed jobs', async (t) => {
  const { server, machine } = await start(t);
  const gone = { subject: 'source:1', name: 'source "crm"', code: 'secret_missing', severity: 'error' };
  server.answers.set('GET /auth/me', json({ email: 'boss@example.com', is_admin: true, groups: [] }));
  server.answers.set(
    'GET /api/health/detailed',
    json({
      status: 'degraded',
      services: { sources: [{ slug: 'crm', state: 'failing' }], scheduler: { status: 'ok' } },
      conditions: [{ ...gone, why: 'Its password is gone.', remedy: 'agnes admin secret set CRM' }],
    }),
  );
  server.answers.set(
    'GET /api/jobs',
    json({ jobs: [{ id: 'j1', kind: 'source.run', created_at: new Date().toISOString() }] }),
  );

  const told = componentsOf(await machine.json(['diagnose']));

  t.like(told['services'], { state: 'warn', fix: 'agnes admin secret set CRM' });
  t.like(told['sources'], { state: 'warn', fix: 'agnes admin source test crm' });
  t.like(told['secrets'], { state: 'fail' });
  t.like(told['jobs'], { state: 'warn', fix: 'agnes jobs show j1' });
});
