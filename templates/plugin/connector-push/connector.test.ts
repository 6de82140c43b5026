import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectRead, conformance } from '@agnes/sdk/testing';
import connector from './connector.ts';

const parcels = {
  id: 't1',
  name: 'parcels',
  strategy: 'full_refresh',
  fullRefresh: true,
  primaryKey: ['number'],
} as const;

const delivery = (id: string, place: string, number = 'AB000000001') => ({
  id,
  event: 'parcel.seen',
  target: number,
  payload: { event: 'parcel.seen', parcel: { number, place, seen_at: '2026-01-02T08:00:00Z' } },
  receivedAt: Date.UTC(2026, 0, 2, 8),
});

test('a parcel is where it was seen last', async () => {
  const { tables } = await collectRead(connector, {
    config: { signing_key: 'CARRIER_KEY' },
    tables: [parcels],
    deliveries: [delivery('1', 'Bern'), delivery('2', 'Chur')],
  });

  assert.equal(tables['t1']?.mode, 'merge');
  assert.deepEqual(
    tables['t1']?.rows.map(({ place }) => place),
    ['Bern', 'Chur'],
  );
});

const checks = conformance({
  folder: new URL('./', import.meta.url),
  config: { signing_key: 'CARRIER_KEY' },
  tables: [{ plan: parcels, columns: ['number', 'place', 'seen_at'], rows: 1 }],
  offered: ['parcels'],
  deliveries: [delivery('1', 'Bern')],
});

for (const { title, run } of checks) test(title, run);
