import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeHost } from '@agnes/sdk/testing';
import manifest from './agnes.plugin.json' with { type: 'json' };
import hook from './hook.ts';

test('no table may have more rows than the setting says, and what is smaller stays', async () => {
  const host = fakeHost({ manifest, settings: { most_rows: 100 } });
  await hook.setup(host);

  const plan = await host.call('beforeExtract', {
    source: { slug: 'shop', type: 'calendar' },
    tables: [
      { id: 't1', name: 'orders' },
      { id: 't2', name: 'leads', maxRows: 7 },
    ],
  });

  assert.deepEqual(
    plan.tables.map(({ maxRows }) => maxRows),
    [100, 7],
  );
});
