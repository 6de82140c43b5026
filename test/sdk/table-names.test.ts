import { TableNames, tableNameOf } from '@agnes/sdk/table-names';
import test from 'ava';

test('a text becomes a name that SQL takes unquoted', (t) => {
  t.is(tableNameOf('Sales-2024 (EU)'), 'sales_2024_eu');
  t.is(tableNameOf('in.c-crm.Aufträge'), 'in_c_crm_auftrage');
  t.is(tableNameOf('2024__q1_'), 't_2024__q1');
  t.is(tableNameOf('订单'), 't');
  t.is(tableNameOf('x'.repeat(100)), 'x'.repeat(64));
});

test('a name that is taken gets a number, and stays as short as names must be', (t) => {
  const names = new TableNames();
  const long = 'y'.repeat(64);

  t.deepEqual(
    ['Orders', 'orders', 'ORDERS ', long, long].map((text) => names.propose(text)),
    ['orders', 'orders_2', 'orders_3', long, `${'y'.repeat(62)}_2`],
  );
});
