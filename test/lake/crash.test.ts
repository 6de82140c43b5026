import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { plainRows } from '../extract/support/plain-duckdb.ts';
import { crashPoints } from '../support/crash-points.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { makeChange } from './support/make-change.ts';
import { openLake, registerTables } from './support/open-lake.ts';

const twoOrders = 'SELECT * FROM range(2) t(id)';
const threeOrders = 'SELECT * FROM range(3) t(id)';
const count = 'SELECT count(*) AS n FROM orders';
const program = fileURLToPath(new URL('programs/publish-and-die.ts', import.meta.url));

/** A data folder in which two orders are published. */
const usedFolder = async (t: Parameters<typeof tempFolder>[0]): Promise<string> => {
  const dataDir = await tempFolder(t);
  await using opened = await openLake(dataDir);
  const source = await registerTables(opened, ['orders']);
  await opened.lake.publish(await makeChange(dataDir, source, { orders: twoOrders }));
  return dataDir;
};

const builderKilled = test.macro({
  title: (_, point: string) =>
    `kill -9 of the builder at ${point}: readers keep the old tables, and the next run heals`,
  async exec(t, crashAt: string) {
    const dataDir = await usedFolder(t);
    const analytics = join(dataDir, 'analytics', 'analytics.duckdb');
    {
      await using opened = await openLake(dataDir, crashAt);
      const source = await registerTables(opened, ['orders']);
      const change = await makeChange(dataDir, source, { orders: threeOrders });

      await t.throwsAsync(opened.lake.publish(change), { code: 'rebuild_failed' });

      t.is(opened.lake.published()[0]?.rows, 2);
      t.deepEqual(await plainRows(t, count, opened.lake.current().path), [{ n: '2' }]);
      t.deepEqual(await plainRows(t, count, analytics), [{ n: '2' }]);
    }

    await using opened = await openLake(dataDir);
    const source = await registerTables(opened, ['orders']);
    await opened.lake.publish(await makeChange(dataDir, source, { orders: threeOrders }));

    t.deepEqual(await plainRows(t, count, analytics), [{ n: '3' }]);
    t.deepEqual(
      (await readdir(join(dataDir, 'analytics'))).filter((name) => name.endsWith('.tmp')),
      [],
    );
  },
});

const hostKilled = test.macro({
  title: (_, point: string) =>
    `kill -9 of the host at ${point}: the next start has the old tables or the new ones`,
  async exec(t, crashAt: string) {
    const dataDir = await usedFolder(t);

    const [, signal] = await once(
      spawn(process.execPath, [program, dataDir, crashAt], { stdio: 'inherit' }),
      'exit',
    );

    t.is(signal, 'SIGKILL');
    await using opened = await openLake(dataDir);
    const expected = crashAt === 'rebuild.built' ? '2' : '3';
    const analytics = join(dataDir, 'analytics', 'analytics.duckdb');
    t.deepEqual(await plainRows(t, count, opened.lake.current().path), [{ n: expected }]);
    t.deepEqual(await plainRows(t, count, analytics), [{ n: expected }]);
    t.is(opened.lake.published()[0]?.rows, Number(expected));
    const left = (await readdir(join(dataDir, 'analytics'))).sort();
    t.deepEqual(left, ['analytics.duckdb', `gen-${opened.lake.current().number}.duckdb`]);
  },
});

// As the sources name them: a step that is added is a step that is killed.
const ofBuilder = await crashPoints('host/lake/worker/*.ts');
const ofHost = await crashPoints('host/lake/*.ts');
for (const step of ofBuilder) test.serial(builderKilled, step);
for (const step of ofHost) test.serial(hostKilled, step);

test('every step of a rebuild has a name', (t) => {
  t.true(ofBuilder.length >= 5);
  t.deepEqual([...ofHost].sort(), ['rebuild.built', 'rebuild.committed', 'rebuild.shown']);
});
