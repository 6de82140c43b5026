import test from 'ava';
import { fileContext } from '../support/file-context.ts';
import type { Scanner } from './support/scanner.ts';
import { servedTables } from './support/served-tables.ts';

const context = fileContext();
let boss: Scanner;
let rita: Scanner;
test.before(async () => {
  const served = await servedTables(context);
  ({ boss, rita } = served);
  await served.grant('open_orders');
});

test.serial('an estimate says above which cost one should be asked', async (t) => {
  const { status, headers } = await rita.client.send('POST /api/v2/scan/estimate', {
    body: { table_id: 'open_orders' },
  });

  t.deepEqual([status, headers.get('x-agnes-confirm-above-usd')], [200, '1']);
});

test.serial(
  'a scan is parquet where that is asked for to the letter, and one that is too long is never sent to its end',
  async (t) => {
    const parquet = 'application/vnd.apache.parquet';
    const few = await rita.scan({ table_id: 'open_orders', limit: 2 }, parquet);
    const many = await boss.scan({ table_id: 'many', select: ['id'], limit: 100_000 }, parquet);
    const either = await rita.scan({ table_id: 'open_orders' }, '*/*, text/html');

    t.deepEqual([few.status, few.type, few.told], [200, parquet, ['2', 'false']]);
    t.deepEqual([many.type, many.told], [parquet, ['100000', 'false']]);
    t.is(many.trailers['x-agnes-rows'], '100000');
    for (const { bytes } of [few, many])
      t.deepEqual([String(bytes.subarray(0, 4)), String(bytes.subarray(-4))], ['PAR1', 'PAR1']);
    t.is(either.type, 'application/vnd.apache.arrow.stream');
    await t.throwsAsync(boss.scan({ table_id: 'many' }, parquet), { code: 'ECONNRESET' });
  },
);
