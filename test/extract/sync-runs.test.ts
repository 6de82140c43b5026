import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { cancelOn, runLab, statusesOf } from './support/run-lab.ts';

const two = { rows: [{ id: 1 }, { id: 2 }] };
const three = { rows: [{ id: 1 }, { id: 2 }, { id: 3 }] };

test.serial('a run reads, takes in and publishes, and says so of each table', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: two, people: { rows: [{ id: 7 }] } });

  const result = await lab.run();

  t.is(result.status, 'succeeded');
  t.like(result.result, { generation: 1, published: 2, failed: 0 });
  t.deepEqual(await lab.query('SELECT id FROM orders ORDER BY id'), [{ id: '1' }, { id: '2' }]);
  t.like(lab.lake.published()[0], {
    name: 'orders',
    producedBy: 'acme/scripted@1.2.3',
    lastSync: new Date(lab.clock.now),
    columns: 2,
  });
  likeWhole(t, lab.events, [{ name: 'orders', status: 'published', rows: 2 }, { name: 'people' }]);
  t.deepEqual(await readdir(join(lab.dataDir, 'runs')), []);
});

test.serial('a run that finds nothing new makes no generation', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: two });
  await lab.run();
  lab.clock.now += 60_000;

  const result = await lab.run();

  t.deepEqual(statusesOf(result), { orders: 'unchanged' });
  t.is(lab.lake.current().number, 1);
  t.deepEqual(lab.lake.published()[0]?.lastSync, new Date(lab.clock.now));
});

test.serial(
  'a failing table beside a good one fails alone, keeps its last good data and shows why',
  async (t) => {
    const lab = await runLab(t);
    await lab.script({ orders: two, people: two });
    await lab.run();
    await lab.script({ orders: three, people: { fail: 'The source is away.' } });

    const result = await lab.run();

    t.is(result.status, 'partial');
    t.deepEqual(statusesOf(result), { people: 'failed', orders: 'published' });
    t.deepEqual(
      await lab.query('SELECT (SELECT count(*) FROM orders) AS o, (SELECT count(*) FROM people) AS p'),
      [{ o: '3', p: '2' }],
    );
    t.like(lab.lake.state('people'), { status: 'error', error: { code: 'upstream_error' } });
    t.deepEqual(await lab.open(), ['table table_failed']);

    await lab.script({ orders: three, people: three });
    await lab.run();

    t.deepEqual(await lab.open(), []);
    t.is(lab.lake.state('people')?.error, undefined);
  },
);

test.serial(
  'a source that brings nothing is one condition, and a run in which nothing succeeded is a failed job',
  async (t) => {
    const lab = await runLab(t);
    await lab.script({ orders: { fail: 'The source is away.', retryAfter: 90 }, people: { crash: true } });

    const error = await t.throwsAsync(lab.run(), { code: 'run_failed', message: /The source is away/ });
    t.like(error, { details: { retryAfter: 90 } }, 'the queue waits that long');
    t.deepEqual(statusesOf(await lab.run({ trigger: 'schedule' })), {}, 'the refresh leaves it alone');

    t.deepEqual(await lab.open(), ['source source_failed']);
    const history = await lab.store.read
      .selectFrom('sync_history')
      .select(['table_id', 'status', 'error_code'])
      .execute();
    t.deepEqual(history.map(({ table_id, status }) => [table_id, status]).sort(), [
      ['orders', 'failed'],
      ['people', 'failed'],
    ]);
  },
);

test.serial('a table whose key is not unique fails; the one beside it is published', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: { rows: [{ id: 1 }, { id: 1 }] }, people: two });

  const result = await lab.run();

  t.deepEqual(statusesOf(result), { orders: 'failed', people: 'published' });
  t.is(lab.lake.state('orders')?.error?.code, 'duplicate_key');
});

test.serial(
  'what a connector wants to remember is kept with the data it describes, and only then',
  async (t) => {
    const lab = await runLab(t);
    await lab.script({ orders: two });
    const stateOf = async () =>
      (await lab.store.read.selectFrom('source_state').select('state').execute()).map(({ state }) => state);
    await lab.run();
    t.deepEqual(await stateOf(), ['{"reads":1}']);

    lab.hooks.current = { findings: [{ severity: 'block', code: 'odd', message: 'This looks odd.' }] };
    await lab.script({ orders: three });
    await t.throwsAsync(lab.run());
    t.deepEqual(await stateOf(), ['{"reads":1}']);

    lab.hooks.current = {};
    await lab.run();
    t.deepEqual(await stateOf(), ['{"reads":2}']);

    await lab.run({ force: true });
    t.deepEqual(await stateOf(), ['{"reads":1}']);
  },
);

test.serial(
  'what another version of a connector remembers is neither handed on nor taken over',
  async (t) => {
    const lab = await runLab(t);
    await lab.script({ orders: two });
    await lab.run();
    const brought = { state: '{"reads":7}', state_version: 2 };
    await lab.store.keep(async (tx) => void (await tx.updateTable('source_state').set(brought).execute()));
    await lab.script({ orders: three });

    const result = await lab.run();

    t.deepEqual(statusesOf(result), { orders: 'published' });
    const kept = await lab.store.read.selectFrom('source_state').select(['state', 'state_version']).execute();
    t.deepEqual(kept, [{ state: '{"reads":1}', state_version: 1 }]);
  },
);

test.serial(
  'a cancelled run stops its child, publishes nothing and is no failure of the source',
  async (t) => {
    const lab = await runLab(t);
    await lab.script({ orders: two });
    await lab.run();
    await lab.script({ orders: three, people: { hang: true } });

    await t.throwsAsync(lab.run({}, cancelOn('people hangs')), { message: 'not wanted' });

    t.is(lab.lake.published()[0]?.rows, 2);
    t.deepEqual(await lab.open(), []);
    const [last] = await lab.store.read
      .selectFrom('sync_runs')
      .select(['status', 'tables_skipped'])
      .orderBy('id', 'desc')
      .execute();
    t.deepEqual(last, { status: 'cancelled', tables_skipped: 2 });
    t.deepEqual(await readdir(join(lab.dataDir, 'runs')), []);
  },
);

test.serial('only the tables that are asked for are read, by id or by source', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: two, people: two });
  await lab.script({ stock: two }, 'depot');

  t.deepEqual(statusesOf(await lab.run({ tables: ['people'] })), { people: 'published' });
  t.deepEqual(statusesOf(await lab.run({ connection: 'depot' })), { stock: 'published' });
});

test.serial('two sources are read in one run, and one that fails does not touch the other', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: two });
  await lab.script({ stock: { crash: true } }, 'depot');

  const result = await lab.run();

  t.is(result.status, 'partial');
  t.deepEqual(await lab.query('SELECT count(*) AS n FROM orders'), [{ n: '2' }]);
});

test.serial(
  'a source whose last table was unregistered has an empty extract after its next run',
  async (t) => {
    const lab = await runLab(t);
    await lab.script({ orders: two });
    await lab.run();
    await lab.registry.unregister('orders', { action: 'unregister_table', actor: { kind: 'system' } });

    await lab.run({ connection: 'shop' });

    t.deepEqual(await lab.queryExtract('SELECT count(*) AS n FROM _meta'), [{ n: '0' }]);
    t.deepEqual(lab.lake.published(), []);
  },
);
