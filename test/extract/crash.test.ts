import test from 'ava';
import { publishTables, stageTables, takeInLimits } from '../../host/extract/take-in-process.ts';
import { crashPoints } from '../support/crash-points.ts';
import { likeWhole } from '../support/like-whole.ts';
import { orders, people, publishLab } from './support/publish-lab.ts';

const newOrders = `${orders}3,30\n`;
const readBoth = `SELECT table_name, rows AS said, (SELECT count(*) FROM orders) AS found
  FROM _meta WHERE table_name = 'orders'`;
const golden: ReadonlySet<unknown> = new Set(
  ['2', '3'].map((count) => JSON.stringify([{ table_name: 'orders', said: count, found: count }])),
);

const publishing = test.macro({
  title: (_, point: string) =>
    `kill -9 at ${point} leaves the old tables or the new ones, and the next run heals`,
  async exec(t, crashAt: string) {
    const lab = await publishLab(t);
    await lab.publish({ orders, people });

    await t.throwsAsync(lab.publish({ orders: newOrders }, { crashAt }), { message: /not published/ });

    const seen = JSON.stringify(await lab.query(readBoth));
    t.true(golden.has(seen), seen);
    t.deepEqual(await lab.query('SELECT name FROM people'), [{ name: 'ann' }]);

    await lab.publish({ orders: newOrders });

    t.deepEqual(await lab.query('SELECT count(*) AS n FROM orders'), [{ n: '3' }]);
    t.deepEqual(
      (await lab.list()).filter((name) => /tmp|wal/.test(name)),
      [],
    );
  },
});

const takingIn = test.macro({
  title: (_, point: string) => `kill -9 at ${point} publishes nothing`,
  async exec(t, crashAt: string) {
    const lab = await publishLab(t);
    const files = [await lab.write('a.csv', orders)];

    const staged = await lab.stage([{ id: 'a', name: 'a', files, primaryKey: [] }], crashAt);

    likeWhole(t, staged, [{ status: 'failed', error: { code: 'take_in_crashed' } }]);
    t.deepEqual(await lab.list(), []);
  },
});

// As the sources name them: a step that is added is a step that is killed.
const steps = await crashPoints('host/extract/**/*.ts');
for (const step of steps) test.serial(step.startsWith('takein.') ? takingIn : publishing, step);

test('every step of take-in and publication has a name', (t) => {
  t.true(steps.length >= 9);
});

test('taking in and publishing are over when their time is', async (t) => {
  const lab = await publishLab(t);
  const files = [await lab.write('a.csv', orders)];
  const request = { command: 'stage', scratch: lab.scratch, allowedPaths: [lab.inputs] } as const;
  const tables = ['a', 'b'].map((id) => ({ id, name: id, files, primaryKey: [] }));
  const { signal } = new AbortController();

  const staged = await stageTables({ ...request, tables, limits: takeInLimits }, signal, 1);

  t.deepEqual(
    staged.map((one) => one.status === 'failed' && [one.id, one.error.code, one.error.retryable]),
    [
      ['a', 'take_in_timeout', true],
      ['b', 'take_in_timeout', true],
    ],
  );
  const publication = {
    command: 'publish',
    extractDir: lab.extractDir,
    runId: 'late',
    tables: [],
    registered: [],
    lastGood: [],
    limits: takeInLimits,
  } as const;
  await t.throwsAsync(publishTables(publication, 1), { code: 'take_in_timeout' });
});
