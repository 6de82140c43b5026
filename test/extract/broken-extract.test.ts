import { mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import test from 'ava';
import { runLab } from './support/run-lab.ts';

const two = { rows: [{ id: 1 }, { id: 2 }] };
const three = { rows: [{ id: 1 }, { id: 2 }, { id: 3 }] };

const broken = test.macro({
  title: (_, how: string) =>
    `an extract that is ${how} leaves every table served, is a condition, and is healed by the next run`,
  async exec(t, how: 'truncated' | 'garbage' | 'a folder') {
    const lab = await runLab(t);
    await lab.script({ orders: two, people: two });
    await lab.script({ stock: two }, 'depot');
    await lab.run();
    await ruin[how](lab.extract());

    await lab.runs.resume();

    t.deepEqual(await lab.open(), ['source source_unreadable']);
    t.is(lab.lake.state('orders')?.status, 'stale');
    t.is(lab.lake.state('stock')?.status, 'ok');
    t.deepEqual(await lab.query('SELECT count(*) AS n FROM orders'), [{ n: '2' }]);

    await lab.script({ orders: three, people: two });
    await lab.run({ tables: ['orders'] });

    t.deepEqual(await lab.open(), []);
    t.deepEqual(await lab.queryExtract('SELECT table_name, rows FROM _meta ORDER BY 1'), [
      { table_name: 'orders', rows: '3' },
      { table_name: 'people', rows: '2' },
    ]);
  },
});

const ruin = {
  truncated: (path: string) => truncate(path, 5_000),
  garbage: (path: string) => writeFile(path, 'garbage'),
  'a folder': async (path: string) => {
    await rm(path);
    await mkdir(path);
  },
};

test.serial(broken, 'truncated');
test.serial(broken, 'garbage');
test.serial(broken, 'a folder');
