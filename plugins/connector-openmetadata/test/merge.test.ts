import type { CatalogEntry } from '@agnes/sdk';
import { fakeHost } from '@agnes/sdk/testing';
import test from 'ava';
import manifest from '../agnes.plugin.json' with { type: 'json' };
import plugin from '../index.ts';
import { merged } from '../merge.ts';
import { defaults } from './job-lab.ts';

const said = {
  tableId: 't1',
  found: true,
  description: 'From there',
  tier: 'Tier1',
  tags: ['Personal', 'gold'],
  owners: ['Ada'],
  columns: { id: { description: 'Key there' }, note: {} },
  url: 'https://om.example.com/table/x',
};

const entry: CatalogEntry = {
  table: { id: 't1', name: 'orders' },
  description: { value: 'By hand', from: 'manual' },
  columns: { id: { value: 'Key by hand', from: 'manual' } },
  tags: [{ value: 'Gold', from: 'manual' }],
  owners: [],
  upstream: [{ plugin: 'agnes/connector-openmetadata', fetchedAt: 0, value: said }],
};

test('what an administrator has written stays; the rest is filled in, each with who said it', (t) => {
  const from = 'openmetadata';

  t.deepEqual(merged(entry, said, defaults.precedence), {
    ...entry,
    tier: { value: 'Tier1', from },
    url: said.url,
    tags: [
      { value: 'Gold', from: 'manual' },
      { value: 'Personal', from },
    ],
    owners: [{ value: 'Ada', from }],
  });
});

test('another precedence puts the catalog outside first', (t) => {
  const { description, columns } = merged(entry, said, ['openmetadata', 'manual']);

  t.deepEqual(description, { value: 'From there', from: 'openmetadata' });
  t.deepEqual(columns, { id: { value: 'Key there', from: 'openmetadata' } });
});

test('merging twice is merging once', (t) => {
  for (const precedence of [defaults.precedence, ['openmetadata'], []]) {
    const once = merged(entry, said, precedence);
    t.deepEqual(merged(once, said, precedence), once);
  }
});

test('the hook shows what was found, and leaves a table alone that is not in the catalog outside', async (t) => {
  const host = fakeHost({ manifest, settings: defaults });
  await plugin.setup(host);

  const known = await host.call('catalogEnrich', entry);
  const unknown = {
    ...entry,
    upstream: [{ plugin: manifest.id, fetchedAt: 0, value: { tableId: 't1', found: false } }],
  };

  t.is(known.url, said.url);
  t.deepEqual(await host.call('catalogEnrich', unknown), unknown);
});
