import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { systemIntent } from '../../host/http/intent.ts';
import { systemTimers } from '../../host/http/timers.ts';
import { Builder } from '../../host/lake/builder.ts';
import type { Publication } from '../../host/lake/change.ts';
import { GenerationLog } from '../../host/lake/log/generation-log.ts';
import { rebuildHandler } from '../../host/lake/rebuild-handler.ts';
import { rebuildJob } from '../../host/registry/rebuild-job.ts';
import { plainRows } from '../extract/support/plain-duckdb.ts';
import { likeWhole } from '../support/like-whole.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { makeChange } from './support/make-change.ts';
import { now, type OpenedLake, openLake, registerTables } from './support/open-lake.ts';

const twoOrders = 'SELECT * FROM range(2) t(id)';
const onePerson = "SELECT 'ann' AS name";

/** A lake whose builder is kept, with `orders` and `people` in it. */
const usedLake = async (t: ExecutionContext) => {
  const builder = new Builder(systemTimers);
  const dataDir = await tempFolder(t);
  const opened = await openLake(dataDir, undefined, builder);
  const source = await registerTables(opened, ['orders', 'people']);
  const publish = async (tables: Readonly<Record<string, string>>): Promise<Publication> => {
    const change = await makeChange(dataDir, source, tables);
    return await opened.lake.publish(change);
  };
  await publish({ orders: twoOrders, people: onePerson });
  return {
    ...{ ...opened, builder, dataDir, source, publish },
    [Symbol.asyncDispose]: async () => {
      await opened[Symbol.asyncDispose]();
      await builder[Symbol.asyncDispose]();
    },
  };
};

/** As the registry does it; only the lake's view of it counts here. */
const rename = async ({ store, registry }: OpenedLake, id: string, name: string) => {
  const table = await registry.get(id);
  await store.keep((tx) => tx.updateTable('table_registry').set({ name }).where('id', '=', id).execute());
  const tables = await registry.tables();
  Object.assign(registry, {
    tables: async () => tables.map((one) => (one === table ? { ...one, name } : one)),
  });
};

test('a renamed table is under its new name in the next generation, and never under none', async (t) => {
  await using used = await usedLake(t);
  await rename(used, 'orders', 'sales');

  const { changed, removed, generation } = await used.lake.reconcile();
  const again = await used.lake.reconcile();

  t.deepEqual({ changed, removed, generation }, { changed: ['sales'], removed: ['orders'], generation: 2 });
  t.deepEqual([again.generation, again.changed], [2, []]);
  t.deepEqual(await plainRows(t, 'SELECT count(*) AS n FROM sales', used.lake.current().path), [{ n: '2' }]);
  likeWhole(t, used.told.at(-1), {
    changed: ['sales'],
    removed: ['orders'],
    tables: [{ id: 'orders', rows: 2 }],
  });
});

test('a run that began before a rename publishes under the new name', async (t) => {
  await using used = await usedLake(t);
  await rename(used, 'orders', 'sales');

  await used.publish({ orders: 'SELECT * FROM range(5) t(id)' });

  t.deepEqual(
    used.lake.published().map(({ id, name, rows }) => [id, name, rows]),
    [
      ['people', 'people', 1],
      ['orders', 'sales', 5],
    ],
  );
  t.deepEqual(await plainRows(t, 'SELECT count(*) AS n FROM sales', used.lake.current().path), [{ n: '5' }]);
});

test('a run that began before its tables were unregistered brings nothing of them back', async (t) => {
  await using used = await usedLake(t);
  const change = await makeChange(used.dataDir, used.source, { orders: twoOrders, people: onePerson });
  const error = { code: 'upstream_error', message: 'It is away.', retryable: true };
  await used.registry.unregister('people', systemIntent('unregister_table'));

  const { changed } = await used.lake.publish(change);
  await used.lake.publish({
    ...change,
    tables: [],
    failed: [{ id: 'people', name: 'people', status: 'error', error }],
  });

  t.deepEqual(changed, []);
  t.is(used.lake.state('people'), undefined);
  const rows = await used.store.read.selectFrom('sync_state').select('table_id').execute();
  t.deepEqual(rows, [{ table_id: 'orders' }]);
});

test('a job of kind analytics.rebuild makes every view anew and says what cannot be read', async (t) => {
  await using used = await usedLake(t);
  const handle = rebuildHandler(used);
  const context = (all: boolean) => ({
    job: { params: rebuildJob({ reason: 'test', all }).params },
  });
  const asked = context(true) as unknown as Parameters<typeof handle>[0];

  const whole = await handle(asked);
  await rename(used, 'people', 'staff');
  const renamed = await handle(context(false) as unknown as typeof asked);

  t.like(whole, { status: 'succeeded', result: { generation: 2, changed: [], failed: [] } });
  likeWhole(t, renamed, { status: 'succeeded', result: { generation: 3, changed: ['staff'] } });
  t.deepEqual(await plainRows(t, 'FROM staff', used.lake.current().path), [{ name: 'ann' }]);
});

test('each publication is written down, and two generations can be compared in both directions', async (t) => {
  await using used = await usedLake(t);
  const log = new GenerationLog({ store: used.store, lake: used.lake, now });
  await used.publish({ orders: 'SELECT * FROM range(7) t(id)' });
  await used.registry.unregister('people', systemIntent('unregister_table'));

  const { generations, current } = await log.list({});
  const page = await log.list({ limit: 2 });
  const rest = await log.list({ limit: 2, cursor: page.next_cursor ?? '' });
  const forth = await log.diff(1, 3);
  const back = await log.diff(3, 1);
  const all = await log.diff(0, 3);

  t.is(current, 3);
  t.deepEqual(
    generations.map((one) => [one.number, one.parent, one.tables, one.changed, one.removed, one.failed]),
    [
      [3, 2, 1, 0, 1, 0],
      [2, 1, 2, 1, 0, 0],
      [1, 0, 2, 2, 0, 0],
    ],
  );
  t.deepEqual(
    [page, rest].map((one) => one.generations.map(({ number }) => number)),
    [[3, 2], [1]],
  );
  likeWhole(t, forth, {
    changed: [{ id: 'orders', rows_before: 2, rows: 7 }],
    removed: [{ id: 'people', rows: null }],
  });
  likeWhole(t, back, {
    changed: [{ id: 'orders', rows_before: 7, rows: 2 }],
    added: [{ id: 'people', rows: 1 }],
  });
  likeWhole(t, all, { added: [{ id: 'orders', from: null, rows: 7 }], changed: [], removed: [] });
  t.is(all.added.length, 1);
  await t.throwsAsync(log.diff(1, 99), { code: 'generation_not_found' });
});

test('F34: sixty publications under readers: no answer fails, none is mixed, and nothing is left behind', async (t) => {
  await using used = await usedLake(t);
  const count = 60;
  const both = 'SELECT (SELECT min(v) FROM orders) AS a, (SELECT max(v) FROM people) AS b';
  let isOver = false;
  const answers: (readonly unknown[])[] = [];
  const read = async () => {
    while (!isOver) {
      using lease = used.lake.lease();
      const [row] = await plainRows(t, both, lease.generation.path);
      answers.push([row?.['a'], row?.['b']]);
    }
  };
  await used.publish({ orders: 'SELECT 0 AS v', people: 'SELECT 0 AS v' });

  const readers = [read(), read()];
  for (let n = 1; n <= count; n += 1) {
    await used.publish({ orders: `SELECT ${n} AS v`, people: `SELECT ${n} AS v` });
  }
  isOver = true;
  await Promise.all(readers);

  const mixed = answers.filter(([a, b]) => a !== b);
  t.true(answers.length > 2);
  t.deepEqual(mixed, []);
  await used.publish({ orders: 'SELECT 99 AS v', people: 'SELECT 99 AS v' });
  const left = await readdir(join(used.dataDir, 'extracts', 'shop', 'data'));
  t.is(left.length, 4);
  t.is((await readdir(join(used.dataDir, 'analytics'))).length, 3);
  t.deepEqual(await used.conditions.open(), []);
});

test('a kept builder that dies costs nothing: the next publication starts another one', async (t) => {
  await using used = await usedLake(t);
  await used.builder[Symbol.asyncDispose]();

  const { generation } = await used.publish({ orders: 'SELECT 1 AS id' });

  t.is(generation, 2);
  t.is((await stat(used.lake.current().path ?? '')).isFile(), true);
});
