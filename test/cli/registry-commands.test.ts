import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
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
  likeWhole(t, listed, { ok: true, sources: [{ slug: 'sales' }] });
  t.is(tried.code, 1);
  t.is(tried.stdout, 'folder  failed  no such folder\n');
});

test('a table is prechecked, changed and taken away', async (t) => {
  const server = await startStandIn(t);
  server.answers.set(
    'POST /api/admin/register-table/precheck',
    json({ ok: true, table: { id: 'orders', rows: 3, note: '"main" has it.' } }),
  );
  server.answers.set('PUT /api/admin/registry/orders', json({ id: 'orders', updated: ['folder', 'lag'] }));
  server.answers.set('DELETE /api/admin/registry/orders', (_request, response) =>
    response.writeHead(204).end(),
  );
  const machine = await newMachine(t, server.url);
  const query = join(machine.env['HOME'] ?? '', 'orders.sql');
  await writeFile(query, 'select 1');
  const run = (line: string) => machine.run(`admin ${line}`.split(' '));

  const checked = await run(`register-table orders --query-mode materialized --query @${query} --dry-run`);
  const fields = '--folder Sales --on-schema-change freeze --allow-shrink no';
  const changed = await run(`update-table orders ${fields} --clear lag`);
  const nothing = await run('update-table orders');
  const gone = await run('unregister-table orders');

  t.is(checked.stdout, 'It could be registered as orders.\nrows: 3\n"main" has it.\n');
  t.is(changed.stdout, 'orders: folder, lag updated.\n');
  t.is(nothing.code, 2);
  t.is(gone.stdout, 'orders is not registered any more.\n');
  t.deepEqual(server.bodies, [
    { name: 'orders', query_mode: 'materialized', source_query: 'select 1' },
    { folder: 'Sales', on_schema_change: 'freeze', allow_shrink: false, clear: ['lag'] },
  ]);
});

test('what a source offers is listed and registered by the server; what fails fails the command', async (t) => {
  const server = await startStandIn(t);
  const found = { id: 'a.csv', name: 'a', row_count: 3, size_bytes: null };
  server.answers.set('GET /api/admin/discover-tables', json({ tables: [found], count: 1, source: 'files' }));
  server.answers.set(
    'POST /api/admin/discover-and-register',
    json({
      registered: 1,
      skipped: 0,
      errors: [{ id: 'b', name: 'b', code: 'table_exists', error: 'It is taken.' }],
      tables: [
        { id: 'a_csv', name: 'a', status: 'registered' },
        { id: 'b', name: 'b', status: 'failed' },
      ],
    }),
  );
  const machine = await newMachine(t, server.url);

  const listed = await machine.run(['admin', 'discover', '--source', 'main']);
  const registered = await machine.run(['admin', 'discover-and-register', '--source', 'main', '--dry-run']);

  t.regex(listed.stdout, /^a\.csv +a +3/m);
  t.is(registered.code, 1);
  t.is(registered.stdout, 'a_csv  registered\nb  failed  It is taken.\n');
  t.deepEqual(server.bodies, [{ connection: 'main', dry_run: true }]);
});

test('a source is edited and removed', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('PATCH /api/admin/sources/sales', json({ slug: 'sales' }));
  server.answers.set('DELETE /api/admin/sources/sales', (_request, response) =>
    response.writeHead(204).end(),
  );
  const machine = await newMachine(t, server.url);
  const run = (line: string) => machine.run(`admin source ${line}`.split(' '));

  const edited = await run('edit sales --secret token=CRM_TOKEN --disable --config {"a":null}');
  const bad = await run('edit sales --secret CRM_TOKEN');
  const gone = await run('remove sales --force');

  t.is(edited.code, 0);
  t.is(bad.code, 2);
  t.is(gone.stdout, 'sales is removed.\n');
  t.deepEqual(server.bodies, [{ config: { a: null }, secrets: { token: 'CRM_TOKEN' }, enabled: false }]);
});
