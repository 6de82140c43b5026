import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { systemIntent } from '../../host/http/intent.ts';
import { EventFiles } from '../../host/webhooks/event-file.ts';
import { pruneEvents } from '../../host/webhooks/event-retention.ts';
import { Intake } from '../../host/webhooks/intake.ts';
import { Pace } from '../../host/webhooks/pace.ts';
import { runLab } from '../extract/support/run-lab.ts';
import { likeWhole } from '../support/like-whole.ts';

const intent = systemIntent('test');

/** Runs of a source that events are pushed to, with one table that keeps the last event of each ticket. */
const pushedLab = async (
  t: ExecutionContext,
  config: Readonly<Record<string, unknown>> = {},
  { hasTable = true } = {},
) => {
  const lab = await runLab(t);
  const { registry, store, jobs, folders, clock } = lab;
  const now = () => clock.now;
  const source = await registry.ensureSource({ slug: 'desk', type: 'pushes', config }, intent);
  const draft = { connection: 'desk', primaryKey: ['ticket'] };
  const tickets = { name: 'tickets', ...draft, syncSchedule: 'daily 03:00' };
  if (hasTable) await registry.ensureTable(tickets, intent);
  const intake = new Intake({ store, jobs, now, pace: new Pace({ now }) });
  const files = new EventFiles();
  return {
    ...lab,
    source,
    tickets,
    push: async (...events: readonly { readonly n: number; readonly poison?: true }[]) => {
      for (const payload of events) {
        const raw = Buffer.from(JSON.stringify(payload));
        const path = await files.write({
          kept: await folders.kept('acme/pushes', 'desk'),
          raw,
          event: 'e',
          now: now(),
        });
        const about = { id: `d${payload.n}`, event: 'e', target: `T-${payload.n}`, path };
        await intake.take({ source, ...about, receivedAt: now(), since: 0 });
      }
    },
    read: (params = {}) => lab.run({ connection: 'desk', trigger: 'webhook', ...params }),
    states: async () => {
      const rows = await store.read
        .selectFrom('webhook_deliveries')
        .selectAll()
        .orderBy('body_path')
        .execute();
      return rows.map(({ delivery_id, status, attempts }) => `${delivery_id} ${status} ${attempts}`);
    },
    count: () => lab.query('SELECT count(*)::INT AS n, max(number)::INT AS last FROM tickets'),
  };
};

test.serial(
  'what was pushed is read once, by a run that reads all tables, and is done with the data',
  async (t) => {
    const lab = await pushedLab(t);
    await lab.push({ n: 1 }, { n: 2 });
    await lab.registry.ensureTable({ name: 'more', connection: 'desk', primaryKey: ['ticket'] }, intent);

    const some = await lab.run({ tables: ['tickets'] });
    const half = await lab.states();
    const scheduled = await lab.run({ trigger: 'schedule' });
    const all = await lab.read();
    await lab.push({ n: 3 });
    await lab.run({ connection: 'desk', dry_run: true });
    const tried = await lab.states();
    await lab.read();
    const read = await lab.states();
    await lab.push({ n: 4 });
    lab.hooks.current = { leaveOut: ['more'] };
    await lab.read();
    const leftOut = await lab.states();
    lab.hooks.current = {};
    await lab.read();

    likeWhole(
      t,
      [some, scheduled, all],
      [{ status: 'succeeded' }, { status: 'succeeded' }, { status: 'succeeded' }],
    );
    t.deepEqual(half, ['d1 queued 0', 'd2 queued 0']);
    t.deepEqual(tried, ['d1 done 0', 'd2 done 0', 'd3 queued 0']);
    t.deepEqual(read, ['d1 done 0', 'd2 done 0', 'd3 done 0']);
    t.deepEqual(leftOut, ['d1 done 0', 'd2 done 0', 'd3 done 0', 'd4 queued 0']);
    t.deepEqual((await lab.states()).at(-1), 'd4 done 0');
    t.deepEqual(await lab.count(), [{ n: 4, last: 4 }]);
    t.deepEqual(await lab.query('SELECT count(*)::INT AS n, max(number)::INT AS last FROM more'), [
      { n: 4, last: 4 },
    ]);
  },
);

test.serial(
  'while the source is not to be had events wait, and no number of runs gives them up',
  async (t) => {
    const lab = await pushedLab(t, { fails: 'upstream' });
    await lab.push({ n: 1 });

    for (let run = 0; run < 7; run += 1) await t.throwsAsync(lab.read(), { code: 'run_failed' });
    t.deepEqual(await lab.states(), ['d1 queued 0']);
    await lab.registry.changeSource('desk', { config: { fails: null } }, intent);
    await lab.read();

    t.deepEqual(await lab.states(), ['d1 done 0']);
    t.deepEqual(await lab.open(), []);
  },
);

test.serial('events of a source without tables are shown, and are read with its first table', async (t) => {
  const lab = await pushedLab(t, {}, { hasTable: false });
  await lab.push({ n: 1 });

  await lab.read();
  t.deepEqual([await lab.states(), await lab.open()], [['d1 queued 0'], ['source events_without_tables']]);
  await lab.registry.ensureTable(lab.tickets, intent);
  await lab.read();

  t.deepEqual([await lab.states(), await lab.open()], [['d1 done 0'], []]);
  t.deepEqual(await lab.count(), [{ n: 1, last: 1 }]);
});

test.serial('an event that breaks its runs is given up alone, and people are told', async (t) => {
  const lab = await pushedLab(t, { fails: 'bug' });
  await lab.push({ n: 1 }, { n: 2, poison: true }, { n: 3 });

  const widths: number[] = [];
  while ((await lab.states()).some((state) => state.includes('queued'))) {
    widths.push((await lab.deliveries.waiting(lab.source)).length);
    await lab.read().catch(() => undefined);
  }

  await lab.push({ n: 4 });

  t.deepEqual(await lab.states(), ['d1 done 4', 'd2 failed 5', 'd3 done 4', 'd4 queued 0']);
  const open = await lab.deliveries.open(await lab.registry.sources());
  t.deepEqual([...open], [[lab.source.id, { waiting: 1, failed: 1 }]]);
  t.deepEqual(widths, [3, 3, 3, 3, 1, 1, 1]);
  t.deepEqual(await lab.count(), [{ n: 2, last: 3 }]);
  t.deepEqual(await lab.open(), ['source events_given_up']);
});

test.serial(
  'old events are forgotten, those that wait are not, and one whose file is gone is given up',
  async (t) => {
    const lab = await pushedLab(t);
    const prune = () =>
      pruneEvents({ ...lab, plugins: lab.connectors, now: () => lab.clock.now + 31 * 86_400_000 });
    await lab.push({ n: 1 });
    await lab.read();
    await lab.push({ n: 2 }, { n: 3 });
    const rows = await lab.store.read
      .selectFrom('webhook_deliveries')
      .selectAll()
      .orderBy('body_path')
      .execute();

    const gone = await prune();
    await rm(join(await lab.folders.kept('acme/pushes', 'desk'), rows[1]?.body_path ?? ''));
    await lab.read();

    t.deepEqual(gone, { webhook_deliveries: 1, event_files: 1 });
    t.deepEqual(await lab.states(), ['d2 failed 0', 'd3 done 0']);
    t.deepEqual(await lab.count(), [{ n: 2, last: 3 }]);
    t.deepEqual(await prune(), { webhook_deliveries: 2, event_files: 1 });
  },
);

test('a burst is read every two seconds, and after what only somebody can mend in a quarter of an hour', (t) => {
  let now = 1_000_000;
  const pace = new Pace({ now: () => now });

  t.is(pace.nextRun('desk'), now);
  pace.begins('desk');
  now += 1_000;
  t.is(pace.nextRun('desk'), now + 1_000);
  t.is(pace.nextRun('shop'), now);
  now += 5_000;
  t.is(pace.nextRun('desk'), now);
  pace.rests('desk');
  t.is(pace.nextRun('desk'), now + 900_000);
  now -= 60_000;
  t.is(pace.nextRun('desk'), now);
});
