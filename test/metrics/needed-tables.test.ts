import test from 'ava';
import { NamedTables, needOf } from '../../host/metrics/needed-tables.ts';
import { metricOf } from '../../metrics/metric.ts';

const tables = new NamedTables([
  { id: 'orders', name: 'orders' },
  { id: 'pay', name: 'pay', sourceTable: 'pay-roll' },
]);

const needed = (sql: string): readonly string[] => {
  const metric = metricOf({ name: 'n', category: 'c', sql });
  const at = new Date(0);
  const kept = { sqlTables: null, source: 'manual', createdAt: at, updatedAt: at, updatedBy: null };
  return [...needOf({ ...metric, ...kept }, tables).ids];
};

test('N05: of a statement nobody can parse a quoted name counts however a database quotes it', (t) => {
  for (const name of [
    '`pay-roll`',
    '`acme.hr.pay-roll`',
    '"pay-roll"',
    '[pay-roll]',
    '[hr].[pay-roll]',
    'PAY',
  ])
    t.deepEqual(needed(`SELECT {{ x }} FROM ${name}`), ['pay'], name);
  t.deepEqual(needed('SELECT {{ x }} FROM orders'), ['orders']);
});
