import { fakeHost } from '@agnes/sdk/testing';
import test from 'ava';
import manifest from '../agnes.plugin.json' with { type: 'json' };
import plugin from '../index.ts';
import type { Settings } from '../settings.ts';

const source = { slug: 'shop', type: 'files' };
const orders = { id: 't1', name: 'orders' };
const plan = { source, tables: [orders, { id: 't2', name: 'visits', maxRows: 50 }] };
const staged = { source, table: orders, sizeBytes: 1, columns: [] };

const guarding = async (settings: Partial<Settings>) => {
  const host = fakeHost({ manifest, settings: { max_rows_by_table: {}, paused_sources: [], ...settings } });
  await plugin.setup(host);
  return host;
};

test('without limits a plan stays as it is', async (t) => {
  const host = await guarding({});

  t.deepEqual(await host.call('beforeExtract', plan), plan);
});

test('every table is capped, and a cap that is already lower stays', async (t) => {
  const host = await guarding({ max_rows: 100 });

  const { tables } = await host.call('beforeExtract', plan);

  t.deepEqual(tables, [
    { id: 't1', name: 'orders', maxRows: 100 },
    { id: 't2', name: 'visits', maxRows: 50 },
  ]);
});

test('the cap of a table goes before the cap of all', async (t) => {
  const host = await guarding({ max_rows: 10, max_rows_by_table: { orders: 1000 } });

  const { tables } = await host.call('beforeExtract', plan);

  t.is(tables[0]?.maxRows, 1000);
});

test('a paused source is vetoed with a reason', async (t) => {
  const host = await guarding({ paused_sources: ['shop'] });

  await t.throwsAsync(host.call('beforeExtract', plan), {
    code: 'vetoed',
    message: 'The source "shop" is paused in the settings of the extract guard.',
  });
});

test('a table above its cap is held back', async (t) => {
  const host = await guarding({ max_rows: 10 });

  const findings = await host.call('afterExtract', { ...staged, rows: 11 });

  t.deepEqual(named(findings), ['block too_many_rows']);
});

const named = (findings: readonly { readonly severity: string; readonly code: string }[]) =>
  findings.map(({ severity, code }) => `${severity} ${code}`);

test('a table at its cap passes', async (t) => {
  const host = await guarding({ max_rows: 10 });

  t.deepEqual(await host.call('afterExtract', { ...staged, rows: 10 }), []);
});

test('a table that became empty is worth a warning', async (t) => {
  const host = await guarding({});

  const findings = await host.call('afterExtract', { ...staged, rows: 0, previousRows: 7 });

  t.deepEqual(named(findings), ['warn became_empty']);
});

test('a table that has always been empty is not', async (t) => {
  const host = await guarding({});

  t.deepEqual(await host.call('afterExtract', { ...staged, rows: 0 }), []);
});
