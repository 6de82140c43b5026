import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { newMachine } from './run-agnes.ts';
import { json, offerRules, problem, startStandIn } from './stand-in.ts';

const rule = { id: `km_${'a'.repeat(12)}`, title: 'Net', content: 'No tax.', domain: null, category: null };

const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));

test('with --docs-only rules, columns, metrics and profiles come, and no table', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  const tables = ['orders', 'new', '../evil'].map((id) => ({ id, name: id }));
  offerRules(server, 'r1', [rule]);
  server.answers.set('GET /api/catalog/tables', json({ tables, count: 3 }));
  server.answers.set('GET /api/catalog/profile/orders', json({ table_id: 'orders', row_count: 3 }));
  server.answers.set('GET /api/catalog/profile/new', problem(404, { code: 'profile_not_found' }));
  server.answers.set('GET /api/metrics', json({ metrics: [{ id: 'sales/net' }], count: 1 }));
  server.answers.set('GET /api/v2/schema/orders', json({ table_id: 'orders', columns: [{ name: 'n' }] }));
  server.answers.set('GET /api/v2/schema/new', problem(400, { code: 'table_not_available' }));
  const metadata = machine.path('server', 'metadata');
  const profiles = join(metadata, 'profiles');
  await mkdir(profiles, { recursive: true });
  await writeFile(join(profiles, 'revoked.json'), '{}');

  const answer = await machine.json(['sync', '--docs-only']);

  likeWhole(t, answer, { ok: true, rules: { written: ['km_aaaaaaaaaaaa.md'] } });
  t.like(answer, { schema: { tables: 1 }, metrics: 1 });
  t.deepEqual(answer['profiles'], { written: 1, removed: 1 });
  t.deepEqual(await readJson(join(metadata, 'schema.json')), {
    tables: [{ id: 'orders', name: 'orders', table_id: 'orders', columns: [{ name: 'n' }] }],
  });
  t.deepEqual(await readJson(join(metadata, 'metrics.json')), { metrics: [{ id: 'sales/net' }] });
  const { synced_at, ...last } = (await readJson(join(metadata, 'last_sync.json'))) as Record<
    string,
    unknown
  >;
  t.regex(String(synced_at), /^\d{4}-\d\d-\d\dT/);
  t.deepEqual(last, { server: server.url, tables: 1, metrics: 1, profiles: 1 });
  t.deepEqual(await readdir(profiles), ['orders.json']);
  t.like(await readJson(join(profiles, 'orders.json')), { row_count: 3 });
  t.false(server.requests.includes('GET /api/sync/manifest'));
});

test('a source that does not answer costs its own columns, and a server of before has no metrics', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  const tables = ['orders', 'far'].map((id) => ({ id, name: id }));
  server.answers.set('GET /api/catalog/tables', json({ tables, count: 2 }));
  server.answers.set('GET /api/v2/schema/orders', json({ table_id: 'orders', columns: [] }));
  server.answers.set(
    'GET /api/v2/schema/far',
    problem(502, { code: 'engine_failed', detail: 'It is away.' }),
  );

  const { code, stdout, stderr } = await machine.run(['sync', '--docs-only', '--json']);

  t.is(code, 0);
  t.like(JSON.parse(stdout), { rules: null, schema: { tables: 1 }, metrics: null });
  t.is(stderr, 'Without its columns: far. It is away.\n');
  t.deepEqual((await readdir(machine.path('server', 'metadata'))).toSorted(), [
    'last_sync.json',
    'profiles',
    'schema.json',
  ]);
});

test('what is said of the data of one server does not come into the workspace of another', async (t) => {
  const [server, other] = [await startStandIn(t), await startStandIn(t)];
  const machine = await newMachine(t, server.url);
  await machine.run(['sync']);

  const { code, stderr } = await machine.run(['sync', '--docs-only', '--server', other.url]);

  t.is(code, 2);
  t.regex(stderr, /holds tables of/);
  t.deepEqual(other.requests, []);
});
