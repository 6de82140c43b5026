import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { tempFolder } from '../support/temp-folder.ts';
import { newMachine } from './run-agnes.ts';
import { json, problem, startStandIn } from './stand-in.ts';

const said = [{ column_name: 'id', basetype: null, confidence: 'manual', description: 'Number' }];

test('what is said about columns is shown, compared and said', async (t) => {
  const server = await startStandIn(t);
  const path = '/api/admin/metadata/orders';
  server.answers.set(`GET ${path}`, json({ table_id: 'orders', columns: said }));
  server.answers.set(`POST ${path}`, json({ status: 'ok', count: 2 }));
  server.answers.set(`POST ${path}/push`, problem(400, { code: 'metadata_push_unsupported' }));
  const machine = await newMachine(t, server.url);
  const columns = [
    { column_name: 'id', description: 'Number' },
    { column_name: 'price', description: 'In euro' },
  ];
  const file = join(await tempFolder(t), 'proposal.json');
  await writeFile(file, JSON.stringify({ table_id: 'orders', columns }));
  const apply = ['admin', 'metadata-apply', file];

  const shown = await machine.run(['admin', 'metadata-show', 'orders']);
  const dry = await machine.json([...apply, '--dry-run']);
  const done = await machine.run(apply);
  const pushed = await machine.run([...apply, '--push-to-source']);
  await writeFile(file, '[]');
  const bad = await machine.run(apply);

  t.regex(shown.stdout, /id +manual +Number/);
  t.deepEqual(dry['changes'], [columns[1]]);
  t.is(done.stdout, '2 columns of orders are described.\n');
  t.deepEqual(server.bodies[0], { columns });
  t.is(pushed.code, 2);
  t.is(bad.code, 2);
  t.regex(bad.stderr, /table_id and columns/);
});
