import test from 'ava';
import { type Background, startBackground } from '../query/jobs/support/background.ts';
import { fileContext } from '../support/file-context.ts';
import { likeWhole } from '../support/like-whole.ts';
import { onTerminal } from './on-terminal.ts';
import { type Machine, newMachine } from './run-agnes.ts';

const context = fileContext();
let background: Background;
let machine: Machine;

test.before(async () => {
  background = await startBackground(context);
  const { host } = background;
  machine = await newMachine(context, host.url);
  machine.env['AGNES_TOKEN'] = await host.token();
});

test('catalog lists what may be read, and finds what is searched for', async (t) => {
  const all = await machine.run(['catalog', '--refresh']);
  const found = await machine.json(['catalog', '--search', 'SALAR']);
  const none = await machine.run(['catalog', '--search', 'nothing like it']);

  t.regex(all.stdout, /^name +mode +source +size +description\n.*\norders +local +files +[\d.]+ K?B\n/);
  likeWhole(t, found, {
    ok: true,
    tables: [{ name: 'salaries', query_mode: 'local', sql_flavor: 'duckdb' }],
  });
  t.deepEqual([none.code, none.stdout], [0, '']);
  t.regex(none.stderr, /No table has that/);
});

test('schema and describe show columns, describe rows too; a table that is nobody’s is 8', async (t) => {
  const schema = await machine.run(['schema', 'orders']);
  const document = await machine.json(['schema', 'orders']);
  const described = await machine.run(['describe', 'orders', '-n', '2']);
  const rows = await machine.json(['describe', 'orders', '-n', '2']);
  const many = await machine.run(['describe', 'orders', '-n', '101']);
  const gone = await machine.run(['describe', 'nothing']);

  t.regex(schema.stdout, /column +type +description\n.*\nid +BIGINT\nregion +VARCHAR\n\nsource +files/);
  t.regex(schema.stdout, /Conditions\ndate_literal +DATE '/);
  const columns = [
    { name: 'id', type: 'BIGINT' },
    { name: 'region', type: 'VARCHAR' },
  ];
  likeWhole(t, document, { ok: true, source_type: 'files', columns });
  t.regex(described.stdout, /\n\nid {2}region\n─.*\n1 {3}north\n2 {3}south\n$/);
  likeWhole(t, rows, { ok: true, source: 'local', columns, rows: [{ id: 1, region: 'north' }, { id: 2 }] });
  t.deepEqual([many.code, gone.code], [2, 8]);
});

test('explore looks at the server, and at the synced table when there is one, also when the server is down', async (t) => {
  const machineOfOne = await newMachine(t, background.host.url);
  machineOfOne.env['AGNES_TOKEN'] = await background.host.token();

  const there = await machineOfOne.run(['explore', 'orders']);
  await machineOfOne.run(['sync']);
  const here = await machineOfOne.json(['explore', 'orders', '--server', background.host.url]);
  const alone = await machineOfOne.run(['explore', 'orders'], {
    env: { AGNES_SERVER: 'http://127.0.0.1:9' },
  });
  const remote = await machineOfOne.run(['explore', 'orders', '--remote'], {
    env: { AGNES_SERVER: 'http://127.0.0.1:9' },
  });
  const nobody = await machineOfOne.run(['catalog'], { env: { AGNES_TOKEN: '' } });

  t.regex(
    there.stdout,
    /^3 rows\n\ncolumn +type\n.*\nid +BIGINT\nregion +VARCHAR\n\nid +region\n.*\n 1 +north\n/,
  );
  t.regex(there.stderr, /ran: remote/);
  likeWhole(t, here, {
    ok: true,
    scope: 'local',
    row_count: 3,
    columns: [{ name: 'id' }, { name: 'region' }],
  });
  t.is(alone.code, 0);
  t.is(remote.code, 9);
  t.is(nobody.code, 7);
});

test('a schema says where its conditions count, and an empty list of metrics or memory that nothing is there for you', async (t) => {
  const schema = await machine.run(['schema', 'orders']);
  const metrics = await machine.run(['metrics', 'list']);
  const memory = await machine.run(['memory', 'list']);

  t.regex(schema.stdout, /\n\nThese are for agnes fetch --where; agnes query takes the SQL of DuckDB\.\n$/);
  t.regex(metrics.stderr, /none is defined, none is like that/);
  t.regex(memory.stdout, /^Nothing is written down here that is like that and meant for you\.\n$/);
});

test('a terminal that does not say how wide it is gets tables and sentences as one of 80 columns does', async (t) => {
  const shown = await onTerminal(machine, ['catalog']);
  const failed = await onTerminal(machine, ['schema', 'nothing']);

  t.regex(shown.screen, /name +mode +source +size +description/);
  t.regex(failed.screen, /Hint: \S+ \S+/);
});
