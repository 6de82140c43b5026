import test from 'ava';
import { cleanedName, isStrictIdentifier, tableIdOf } from '../../host/registry/identifier.ts';

const cleaned = {
  'My Orders': 'My_Orders',
  'orders (2024)': 'orders_2024',
  'in.c-crm.Müller': 'in_c_crm_Muller',
  '2024': 't_2024',
  '…': 't',
  [`${'a'.repeat(63)} b`]: 'a'.repeat(63),
};

test('a name is cleaned to the nearest legal one', (t) => {
  const names = Object.fromEntries(Object.keys(cleaned).map((name) => [name, cleanedName(name)]));

  t.deepEqual(names, cleaned);
  t.true(Object.values(names).every(isStrictIdentifier));
});

test('only letters, digits and _ make a name, at most 64', (t) => {
  t.true(['a', '_a', 'A1', 'a'.repeat(64)].every(isStrictIdentifier));
  t.false(['', '1a', 'a b', 'a-b', 'a.b', 'ä', 'a\n', 'a'.repeat(65)].some(isStrictIdentifier));
});

test('the id of a table is its name, trimmed and lower-cased', (t) => {
  t.is(tableIdOf(' My Orders '), 'my_orders');
});
