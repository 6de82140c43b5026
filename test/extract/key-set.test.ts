import test from 'ava';
import { modesLab, order } from './support/modes-lab.ts';
import { runLab } from './support/run-lab.ts';

test('where the keys of all rows come, whatever is published under none of them goes', async (t) => {
  const lab = await modesLab(t);
  await lab.read({ rows: [order(1), order(2), order(3), order(4)] });
  const keys = await lab.write('keys', '2\n4\n5\n', {
    kind: 'csv',
    dialect: 'copy',
    columns: [{ name: 'id', type: 'INTEGER' }],
  });

  const read = { mode: 'merge', files: [await lab.write('rows', '', inOrder)] } as const;
  await lab.read({ mode: 'merge', rows: [order(2, { v: 'b' }), order(5)], keys });
  const merged = await lab.all();
  const again = await lab.read({ ...read, keys });
  await lab.read({ ...read, keys: await lab.write('none', '', keys.format) });

  t.deepEqual(merged, ['2b', '4a', '5a']);
  t.is(again.outcome, 'unchanged');
  t.deepEqual(await lab.all(), []);
});

test('of a table in parts only those are written again that lose a key', async (t) => {
  const lab = await modesLab(t);
  const partition = { column: 'day' };
  await lab.read({ partition, rows: [order(1), order(2, { day: '2027-02-01' })] });
  const [january] = lab.base;
  const keys = await lab.write('keys', '1\n', {
    kind: 'csv',
    dialect: 'copy',
    columns: [{ name: 'id', type: 'INTEGER' }],
  });

  await lab.read({ mode: 'merge', partition, files: [await lab.write('rows', '', inOrder)], keys });

  t.deepEqual(lab.base, january ? [january] : []);
});

const inOrder = {
  kind: 'csv',
  dialect: 'copy',
  columns: [
    { name: 'id', type: 'BIGINT' },
    { name: 'v', type: 'VARCHAR' },
    { name: 'day', type: 'DATE' },
    { name: 'seq', type: 'BIGINT' },
  ],
} as const;

test('instead of being read whole again a table has its keys compared, and a great loss is asked about', async (t) => {
  const lab = await runLab(t);
  const day = 24 * 60 * 60_000;
  const rows = (...numbers: readonly number[]) => ({ rows: numbers.map((id) => ({ id })) });
  const options = { delete_detection: 'key_set' } as const;
  await lab.script({ orders: rows(1, 2, 3) }, 'shop', { syncStrategy: 'incremental', options });
  await lab.run();
  await lab.script({ orders: { ...rows(4), keys: [2, 4] } });
  await lab.run();
  lab.clock.now += 7 * day;
  await lab.run();
  const compared = await lab.query('SELECT id FROM orders ORDER BY id');
  lab.clock.now += 6 * day;
  await lab.run();
  lab.clock.now += day;
  await lab.script({ orders: { ...rows(), keys: [] } });
  await lab.run();

  t.deepEqual(compared, [{ id: '2' }, { id: '4' }]);
  t.deepEqual(await lab.query('SELECT id FROM orders ORDER BY id'), compared);
  const asked = lab.logs.filter((line) => line.startsWith('orders'));
  t.deepEqual(
    asked.map((line) => line.replace(' remembered', '')),
    ['orders whole', 'orders changes', 'orders changes keys', 'orders changes', 'orders changes keys'],
  );
});
