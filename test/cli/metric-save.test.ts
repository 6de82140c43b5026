import test from 'ava';
import { sharedPeople } from '../metrics/support/people.ts';
import { likeWhole } from '../support/like-whole.ts';
import { newMachine } from './run-agnes.ts';

const people = sharedPeople();

test('one metric is made, changed in what is named, and emptied where the text is empty', async (t) => {
  const { host } = await people();
  const machine = await newMachine(t, host.url);
  machine.env['AGNES_TOKEN'] = await host.token();
  const save = (...words: string[]) => machine.run(['metrics', 'save', 'sales/turnover', ...words]);

  const made = await save('--sql', 'SELECT 1', '--unit', 'EUR', '--synonym', 'turnover', '--needs', 'orders');
  const nothing = await save();
  const changed = await save('--description', 'Without tax.', '--synonym', 'sales', '--synonym', 'income');
  const first = await machine.json(['metrics', 'show', 'sales/turnover']);
  await save('--unit', '', '--synonym', '');
  const second = await machine.json(['metrics', 'show', 'sales/turnover']);
  const odd = await save('--sql', 'SELEC 1 FROM');

  t.deepEqual([made.code, made.stdout], [0, 'sales/turnover is made.\n']);
  t.is(nothing.code, 2);
  t.is(changed.stdout, 'sales/turnover is saved.\n');
  const kept = { sql: 'SELECT 1', description: 'Without tax.', tables: ['orders'], source: 'manual' };
  likeWhole(t, first, { metric: { ...kept, unit: 'EUR', synonyms: ['sales', 'income'] } });
  likeWhole(t, second, { metric: { ...kept, unit: null, synonyms: [] } });
  t.deepEqual([odd.code, odd.stdout], [0, 'sales/turnover is saved.\n']);
  t.regex(odd.stderr, /^warning: sql: /m);
});
