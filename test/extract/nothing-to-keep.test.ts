import { rm } from 'node:fs/promises';
import test from 'ava';
import { runLab, statusesOf } from './support/run-lab.ts';

const two = { rows: [{ id: 1 }, { id: 2 }] };

test.serial('a table whose file is gone is read anew, whatever its connector remembers', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: two });
  await lab.run();
  await rm(lab.lake.published()[0]?.files[0] ?? '');
  await rm(lab.lake.current().path ?? '');
  await lab.lake.open();
  t.deepEqual(await lab.open(), ['table table_unreadable']);

  await lab.run();

  t.deepEqual(await lab.query('SELECT count(*) AS n FROM orders'), [{ n: '2' }]);
  const states = await lab.store.read.selectFrom('source_state').select('state').execute();
  t.deepEqual(states, [{ state: '{"reads":1}' }]);
  t.deepEqual(await lab.open(), []);
});

test.serial('a connector cannot keep what was never published', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: { unchanged: true }, people: two });
  await lab.run();
  await lab.script({ orders: { unchanged: true }, people: { unchanged: true } });
  lab.clock.now += 60_000;

  const second = await lab.run();

  t.is(lab.lake.state('orders')?.error?.code, 'nothing_to_keep');
  t.deepEqual(statusesOf(second), { orders: 'failed', people: 'unchanged' });
  t.deepEqual(lab.lake.published()[0]?.lastSync, new Date(lab.clock.now));
});
