import { fileURLToPath } from 'node:url';
import { Veto } from '@agnes/sdk';
import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { startPlugins } from '../support/start-plugins.ts';
import { runLab, statusesOf } from './support/run-lab.ts';

const two = { rows: [{ id: 1 }, { id: 2 }] };
const three = { rows: [{ id: 1 }, { id: 2 }, { id: 3 }] };

test.serial(
  'a table that a plugin holds back keeps its last good data, with the finding as the reason',
  async (t) => {
    const lab = await runLab(t);
    await lab.script({ orders: two });
    await lab.run();
    lab.hooks.current = { findings: [{ severity: 'block', code: 'odd', message: 'This looks odd.' }] };
    await lab.script({ orders: three });

    await t.throwsAsync(lab.run(), { message: /acme\/guard: This looks odd/ });

    t.is(lab.lake.published()[0]?.rows, 2);
    t.is(lab.lake.state('orders')?.error?.code, 'held_back');
  },
);

test.serial(
  'a table that a plugin leaves out, and a source it vetoes, are skipped with the reason',
  async (t) => {
    const lab = await runLab(t);
    await lab.script({ orders: two, people: two });
    lab.hooks.current = { leaveOut: ['people'] };

    const left = await lab.run();
    lab.hooks.current = { veto: Veto({ reason: 'The source is paused.' }) };
    const vetoed = await lab.run();

    t.deepEqual(statusesOf(left), { people: 'skipped', orders: 'published' });
    t.deepEqual(statusesOf(vetoed), { orders: 'skipped', people: 'skipped' });
    t.is(vetoed.status, 'succeeded');
    t.deepEqual(await lab.open(), []);
  },
);

test.serial('a plan with fewer rows than a table brings fails the table', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: two });
  lab.hooks.current = { maxRows: 1 };

  await t.throwsAsync(lab.run(), { code: 'run_failed' });

  t.deepEqual(lab.lake.published(), []);
});

test.serial('the bundled plugin data-quality holds a table back by figures of all of its rows', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: two, people: { rows: [{ id: 1, reads: 1 }] } }, 'shop', {
    syncStrategy: 'incremental',
  });
  await lab.run();
  const checks = {
    orders: { unique: ['reads'], not_null: ['reads'], severity: 'block' },
    people: { unique: ['id'] },
  };
  const { plugins } = await startPlugins(
    t,
    { bundled: fileURLToPath(new URL('../../plugins', import.meta.url)), local: '', store: '' },
    { settingsOf: ({ id }) => (id === 'agnes/data-quality' ? { tables: checks } : undefined) },
  );
  lab.hooks.current = { plugins: plugins.hooks };
  await lab.script({ orders: { rows: [{ id: 3, reads: 7 }] }, people: { rows: [{ id: 2, reads: 1 }] } });

  const { result } = await lab.run();

  t.like(result, { published: 1, failed: 1 });
  t.regex(lab.lake.state('orders')?.error?.message ?? '', /2 rows have no value in "reads"/);
  t.deepEqual(await lab.query('SELECT count(*) AS n FROM orders'), [{ n: '2' }]);
});

test.serial(
  'a warning of a plugin is shown with the run and as a condition until a run finds nothing',
  async (t) => {
    const lab = await runLab(t);
    await lab.script({ orders: { rows: [{ id: 1 }] } });
    lab.hooks.current = { findings: [{ severity: 'warn', code: 'odd', message: 'This looks odd.' }] };

    const doubted = await lab.run();
    const open = await lab.open();
    lab.hooks.current = {};
    await lab.run();

    likeWhole(t, (doubted.result as { tables: readonly unknown[] }).tables[0], {
      status: 'published',
      findings: [{ plugin: 'acme/guard', severity: 'warn', code: 'odd', message: 'This looks odd.' }],
    });
    t.deepEqual(open, ['table quality_warning']);
    t.deepEqual(await lab.open(), []);
  },
);
