import test from 'ava';
import { planRun } from '../../host/extract/plan-run.ts';
import { syncRunKind } from '../../host/extract/trigger.ts';
import { systemIntent } from '../../host/http/intent.ts';
import type { JobResult } from '../../host/jobs/job.ts';
import { admin, eventsUntil } from '../jobs/observed.ts';
import { likeWhole } from '../support/like-whole.ts';
import { runLab, statusesOf } from './support/run-lab.ts';

const ids = (...numbers: readonly number[]) => ({ rows: numbers.map((id) => ({ id })) });
const five = ids(1, 2, 3, 4, 5);
const orders = { tables: ['orders'] };

const confirmOf = (result: JobResult) =>
  'confirm' in result ? result.confirm : { question: '', resume: {} };

/** What somebody who says yes has run. */
const resumeOf = (result: JobResult) => confirmOf(result).resume as Readonly<Record<string, unknown>>;

/** A lab whose five orders have become two, and runs that go through the queue. */
const shrunkenLab = async (t: Parameters<typeof runLab>[0]) => {
  const lab = await runLab(t);
  const { jobs } = lab;
  await lab.script({ orders: five, people: ids(1) });
  await lab.run();
  await lab.script({ orders: ids(1, 2), people: ids(1, 2) });
  jobs.handle(syncRunKind, lab.runs.handler, lab.runs.withdrawn);
  jobs.start();
  const ask = async () => {
    const params = { force: false, trigger: 'manual', ...orders };
    const { job } = await jobs.enqueue({ kind: syncRunKind, params, lane: 'heavy' });
    await eventsUntil(jobs, job.id, (event) => event.includes('needs_confirmation","attempt'));
    return job.id;
  };
  return { ...lab, ask, job: (id: string) => jobs.get(admin, id) };
};

test.serial('a table that lost most of its rows waits for a yes, and the others are published', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: five, people: ids(1) });
  await lab.run();
  await lab.script({ orders: ids(1, 2), people: ids(1, 2) });

  const asked = await lab.run();
  const kept = lab.lake.published()[0]?.rows;
  const open = await lab.open();
  const { question, resume } = confirmOf(asked);
  const accepted = await lab.run(resumeOf(asked));

  t.is(asked.status, 'needs_confirmation');
  t.regex(question, /"orders" would go from 5 rows to 2/);
  t.deepEqual(resume, {
    force: false,
    trigger: 'manual',
    tables: ['orders'],
    allow_shrink_to: { orders: 2 },
  });
  t.deepEqual(statusesOf(asked), { orders: 'skipped', people: 'published' });
  t.deepEqual([kept, open], [5, ['table needs_confirmation']]);
  t.deepEqual(statusesOf(accepted), { orders: 'published' });
  t.deepEqual(await lab.open(), []);
});

test.serial('a table may be allowed to shrink, and a half that stays is no shrinking', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: ids(1, 2, 3, 4) }, 'shop', { options: { allow_shrink: true } });
  await lab.script({ people: ids(1, 2, 3, 4) }, 'depot');
  await lab.run();
  await lab.script({ orders: ids(1) });
  await lab.script({ people: ids(1, 2) }, 'depot');

  const { status } = await lab.run();

  t.is(status, 'succeeded');
});

test.serial('a yes is one to the rows that were shown: fewer are asked about again', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: five });
  await lab.run();
  await lab.script({ orders: ids(1, 2) });
  const asked = await lab.run();
  await lab.script({ orders: ids() });

  const again = await lab.run(resumeOf(asked));

  t.is(again.status, 'needs_confirmation');
  t.like(resumeOf(again), { allow_shrink_to: { orders: 0 } });
  t.is(lab.lake.published()[0]?.rows, 5);
});

test.serial('a dry run tells that a table would be asked about, and asks nobody', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: five });
  await lab.run();
  await lab.script({ orders: ids(1, 2) });

  const { status } = await lab.run({ dry_run: true });

  t.is(status, 'succeeded');
  t.like(lab.events.at(-1), {
    rows: 2,
    error: {
      code: 'dry_run',
      message: 'Dry run: the table "orders" would be held for a yes, with 2 rows instead of 5.',
    },
  });
});

test.serial('a table that is asked about is left out of runs that name no table', async (t) => {
  const lab = await shrunkenLab(t);
  const id = await lab.ask();

  const { status } = await lab.run();

  t.is(status, 'succeeded');
  t.like(lab.events.at(-2), { name: 'orders', status: 'skipped', error: { code: 'unanswered' } });
  t.is((await lab.job(id)).status, 'needs_confirmation');
});

test.serial('a question ends when a later run asks it anew or publishes the table', async (t) => {
  const lab = await shrunkenLab(t);
  const first = await lab.ask();
  const second = await lab.ask();
  const between = await lab.open();
  await lab.script({ orders: five });

  await lab.run(orders);

  t.like(await lab.job(first), { status: 'cancelled', error: { code: 'superseded' } });
  t.like(await lab.job(second), { status: 'cancelled', error: { code: 'superseded' } });
  t.deepEqual([between, await lab.open()], [['table needs_confirmation'], []]);
});

test.serial('a question that is declined, or whose job is cancelled, is no condition any more', async (t) => {
  const lab = await shrunkenLab(t);
  const declined = await lab.ask();
  const intent = systemIntent('test');
  await lab.jobs.confirm(admin, declined, { accept: false, intent });
  const afterNo = await lab.open();
  const cancelled = await lab.ask();
  const asked = await lab.open();

  await lab.jobs.cancel(admin, cancelled, intent);

  t.deepEqual([afterNo, asked, await lab.open()], [[], ['table needs_confirmation'], []]);
});

test('a run finds its tables by id, else by name, and says which it does not know', (t) => {
  const rest = {
    sourceSlug: 'shop',
    queryMode: 'local',
    syncStrategy: 'full_refresh',
    primaryKey: [],
    distribution: 'download',
    profileAfterSync: true,
    registeredAt: new Date(0),
    options: {},
  } as const;
  const source = {
    id: 's',
    slug: 'shop',
    type: 'x',
    connector: 'a/b#x',
    title: 'Shop',
    enabled: true,
  } as const;
  const choice = {
    tables: [
      { id: 't1', name: 'orders', ...rest },
      { id: 't2', name: 'people', ...rest },
    ],
    sources: [{ ...source, config: {}, secretRefs: {}, isDefault: true }],
    lastSync: () => undefined,
    failures: new Map(),
    asked: new Map(),
    modesOf: () => undefined,
    now: 0,
  };
  const params = { force: false, trigger: 'schedule', tables: ['t1', 'PEOPLE', 'people', 'gone'] };

  const { sources, refused } = planRun(params, choice);

  t.deepEqual(
    sources.flatMap(({ tables }) => tables.map(({ id }) => id)),
    ['t1', 't2'],
  );
  likeWhole(t, refused, [{ table: { name: 'gone' }, status: 'failed', error: { code: 'unknown_table' } }]);
});
