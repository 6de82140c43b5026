import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { newMachine } from './run-agnes.ts';
import { json, startStandIn } from './stand-in.ts';

test('a table is registered with what was given and nothing else', async (t) => {
  const server = await startStandIn(t);
  server.answers.set(
    'POST /api/admin/register-table',
    json({ id: 'orders', name: 'orders', status: 'registered' }, 201),
  );
  const machine = await newMachine(t, server.url);

  const { code, stdout } = await machine.run(
    'admin register-table orders --source-type files --source-table orders.csv --strategy incremental --primary-key id,day'.split(
      ' ',
    ),
  );

  t.is(code, 0);
  t.is(stdout, 'orders: registered as orders.\n');
  t.deepEqual(server.bodies, [
    {
      name: 'orders',
      source_type: 'files',
      source_table: 'orders.csv',
      sync_strategy: 'incremental',
      primary_key: ['id', 'day'],
    },
  ]);
});

test('a source is added with settings from a file, listed, and a failing test of it fails', async (t) => {
  const server = await startStandIn(t);
  const source = { id: 's1', slug: 'sales', type: 'files', title: 'sales', status: 'ok', table_count: 2 };
  server.answers.set('POST /api/admin/sources', json(source, 201));
  server.answers.set('GET /api/admin/sources', json({ sources: [source] }));
  server.answers.set(
    'POST /api/admin/sources/sales/test',
    json({ ok: false, checks: [{ name: 'folder', status: 'failed', message: 'no such folder' }] }),
  );
  const machine = await newMachine(t, server.url);
  const settings = join(machine.env['HOME'] ?? '', 'settings.json');
  await writeFile(settings, '{"location":"/srv"}');

  const added = await machine.run([
    'admin',
    'source',
    'add',
    'sales',
    '--type',
    'files',
    '--config',
    `@${settings}`,
  ]);
  const listed = await machine.json(['admin', 'source', 'list']);
  const tried = await machine.run(['admin', 'source', 'test', 'sales']);

  t.is(added.code, 0);
  t.deepEqual(server.bodies[0], {
    slug: 'sales',
    type: 'files',
    title: 'sales',
    config: { location: '/srv' },
  });
  t.like(listed, { ok: true, sources: [{ slug: 'sales' }] });
  t.is(tried.code, 1);
  t.is(tried.stdout, 'folder  failed  no such folder\n');
});

test('plugins are listed with what is wrong with them', async (t) => {
  const server = await startStandIn(t);
  server.answers.set(
    'GET /api/admin/plugins',
    json({
      plugins: [
        {
          id: 'acme/crm',
          version: '1.0.0',
          state: 'failed',
          reason: 'setup took too long',
          next_action: 'Restart.',
        },
      ],
    }),
  );
  const machine = await newMachine(t, server.url);

  const { stdout } = await machine.run(['admin', 'plugin', 'list']);

  t.regex(stdout, /acme\/crm {2}1\.0\.0 {4}failed {2}setup took too long → Restart\./);
});
