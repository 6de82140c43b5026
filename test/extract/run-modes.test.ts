import { rm } from 'node:fs/promises';
import test from 'ava';
import { systemIntent } from '../../host/http/intent.ts';
import type { JobResult } from '../../host/jobs/job.ts';
import { likeWhole } from '../support/like-whole.ts';
import { runLab, statusesOf } from './support/run-lab.ts';

const ids = (...numbers: readonly number[]) => ({ rows: numbers.map((id) => ({ id })) });
const incremental = { syncStrategy: 'incremental' } as const;

/** How orders were asked for, run by run. */
const readings = (logs: readonly string[]) => logs.filter((line) => line.startsWith('orders'));

/** What a result says of its first table. */
const firstOf = ({ result }: JobResult) =>
  (result as { tables: readonly Readonly<Record<string, unknown>>[] }).tables[0];

test.serial('an incremental table is read whole once, then merged, and its cursor is shown', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: ids(1, 2) }, 'shop', incremental);
  await lab.run();
  await lab.script({ orders: { ...ids(2, 3), deletes: [{ id: 1 }], cursor: '2027-01-01' } });

  await lab.run();

  t.deepEqual(await lab.query('SELECT id FROM orders ORDER BY id'), [{ id: '2' }, { id: '3' }]);
  t.deepEqual(await lab.queryExtract('SELECT cursor_value FROM _meta'), [{ cursor_value: '2027-01-01' }]);
  t.deepEqual(readings(lab.logs), ['orders whole', 'orders changes remembered']);
  t.deepEqual(
    lab.lake.published()[0]?.schema?.map(({ name }) => name),
    ['id', 'reads'],
  );
});

test.serial(
  'a week later, or read another way, it is read whole again and what is gone is gone',
  async (t) => {
    const lab = await runLab(t);
    await lab.script({ orders: ids(1, 2, 3) }, 'shop', incremental);
    await lab.run();
    lab.clock.now += 7 * 24 * 60 * 60_000;
    await lab.script({ orders: ids(1, 2) });

    await lab.run();
    await lab.store.keep(async (tx) => {
      await tx
        .updateTable('source_state')
        .set({ refresh: JSON.stringify({ reading: 'another', wholeAt: lab.clock.now }) })
        .execute();
    });
    await lab.run();
    await lab.run();

    t.deepEqual(await lab.query('SELECT id FROM orders ORDER BY id'), [{ id: '1' }, { id: '2' }]);
    t.deepEqual(readings(lab.logs), [
      'orders whole',
      'orders whole',
      'orders whole',
      'orders changes remembered',
    ]);
  },
);

test.serial('a merge whose base is gone fails, and the next run reads the table whole', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: ids(1, 2), people: ids(1) }, 'shop', incremental);
  await lab.run();
  await rm(lab.lake.published()[0]?.files[0] ?? '');
  await lab.script({ orders: ids(3), people: ids(2) });

  const failed = await lab.run();
  await lab.script({ orders: ids(1, 2, 3), people: ids(2) });
  await lab.run();

  t.deepEqual(statusesOf(failed), { orders: 'failed', people: 'published' });
  t.like(firstOf(failed), { error: { code: 'base_damaged' } });
  t.deepEqual(await lab.query('SELECT count(*) AS n FROM orders'), [{ n: '3' }]);
});

test.serial(
  'an appending table whose base is gone is read whole next, and its rows replace it',
  async (t) => {
    const lab = await runLab(t);
    const appending = (...numbers: readonly number[]) =>
      ({ orders: { ...ids(...numbers), mode: 'append' } }) as const;
    await lab.script(appending(1, 2));
    await lab.run();
    await rm(lab.lake.published()[0]?.files[0] ?? '');
    await lab.script(appending(3));
    await t.throwsAsync(lab.run(), { code: 'run_failed' });
    await lab.script(appending(1, 2, 3));

    await lab.run();

    t.deepEqual(await lab.query('SELECT id FROM orders ORDER BY id'), [
      { id: '1' },
      { id: '2' },
      { id: '3' },
    ]);
    t.deepEqual(readings(lab.logs).at(-1), 'orders whole');
  },
);

test.serial('what was read from another system is not merged into', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: ids(1, 2) }, 'shop', incremental);
  await lab.run();
  await lab.script({ orders: ids(3) }, 'shop', { ...incremental, host: 'b' });

  await lab.run({ allow_shrink: true });

  t.deepEqual(await lab.query('SELECT id FROM orders'), [{ id: '3' }]);
});

test.serial('a frozen table whose columns an administrator chose anew is read with them', async (t) => {
  const lab = await runLab(t);
  const frozen = { on_schema_change: 'freeze', columns: ['id'] } as const;
  await lab.script({ orders: ids(1) }, 'shop', { options: frozen });
  await lab.run();
  const chosen = { ...frozen, columns: ['id', 'reads'] };
  await lab.registry.update('orders', { options: chosen }, systemIntent('test'));

  await lab.run();

  t.deepEqual(
    lab.lake.published()[0]?.schema?.map(({ name }) => name),
    ['id', 'reads'],
  );
});

const wider = { columns: [{ name: 'id', type: 'BIGINT' }], rows: [{ id: 1 }] };

test.serial('a frozen table is held with its difference, told once, until somebody accepts it', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: ids(1) }, 'shop', { options: { on_schema_change: 'freeze' } });
  await lab.run();
  await lab.script({ orders: wider });

  await t.throwsAsync(lab.run(), { code: 'run_failed' });
  await t.throwsAsync(lab.run(), { code: 'run_failed' });
  const held = await lab.open();
  await lab.run({ accept_schema: true });

  const changes = await lab.store.read
    .selectFrom('schema_changes')
    .select(['policy', 'outcome', 'diff'])
    .orderBy('id')
    .execute();
  t.deepEqual(held, ['table schema_held']);
  t.like(lab.events[1], { status: 'failed', schema_change: { outcome: 'held' } });
  t.deepEqual(
    changes.map(({ policy, outcome }) => [policy, outcome]),
    [
      ['freeze', 'held'],
      ['evolve', 'evolved'],
    ],
  );
  t.deepEqual(JSON.parse(changes[0]?.diff ?? ''), {
    added: [],
    removed: [{ name: 'reads', type: 'BIGINT' }],
    changed: [],
  });
  t.deepEqual(await lab.open(), []);
});

test.serial('a dry run says what would be, and nothing is another afterwards', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: ids(1, 2), people: ids(1) });
  await lab.run();
  await lab.script({
    orders: { ...wider, rows: [{ id: 1 }, { id: 2 }] },
    people: { fail: 'The source is away.' },
  });
  const statesBefore = await lab.store.read.selectFrom('source_state').selectAll().execute();

  const tried = await lab.run({ dry_run: true });

  t.deepEqual(statusesOf(tried), { people: 'failed', orders: 'skipped' });
  likeWhole(t, lab.events.at(-1), {
    rows: 2,
    error: { code: 'dry_run' },
    schema_change: { diff: { removed: [{ name: 'reads' }] } },
  });
  t.is(lab.lake.published()[0]?.columns, 2);
  t.is(lab.lake.state('people')?.status, 'ok');
  t.deepEqual(await lab.open(), []);
  t.deepEqual(await lab.store.read.selectFrom('source_state').selectAll().execute(), statesBefore);
});

test.serial('tables that were finished before a run ended early are published', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: ids(1), people: { crash: true } });

  const { status } = await lab.run();

  t.is(status, 'partial');
  t.deepEqual(await lab.query('SELECT count(*) AS n FROM orders'), [{ n: '1' }]);
});
