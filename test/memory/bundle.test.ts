import test from 'ava';
import { bundleBudget, bundleFor } from '../../host/memory/bundle.ts';
import { confirmedConfidence, fadedConfidence } from '../../host/memory/confidence.ts';
import type { ShelvedItem } from '../../host/memory/shelf.ts';
import { anybody, now, shelvedItem } from './support/shelved.ts';

/** An item of so many tokens; its title is one. */
const long = (id: string, tokens: number, fields: Partial<ShelvedItem> & { days?: number } = {}) =>
  shelvedItem(id, { title: 'abcd', content: 'x'.repeat((tokens - 1) * 4), ...fields });

const idsOf = (items: readonly ShelvedItem[]): readonly string[] => items.map(({ id }) => id);

test('what fits to the last token is in, and one more is not', (t) => {
  const items = [long('m', 1_000, { status: 'mandatory' }), long('a', bundleBudget - 1_000)];

  const exact = bundleFor(anybody, items);
  const over = bundleFor(anybody, [...items, shelvedItem('b', { title: 'x', days: 1 })]);

  t.like(exact, { tokens: bundleBudget, isOverBudget: false });
  t.deepEqual(idsOf(exact.approved), ['a']);
  t.deepEqual(idsOf(over.approved), ['a']);
});

test('N83: an item that does not fit is left out, and those behind it are not', (t) => {
  const items = [long('huge', bundleBudget + 1, { confidence: 1 }), long('small', 10), long('next', 10)];

  t.deepEqual(idsOf(bundleFor(anybody, items).approved), ['next', 'small']);
});

test('N83: all that is mandatory is there, over budget, too, and then nothing else', (t) => {
  const mandatory = ['a', 'b'].map((id) => long(id, bundleBudget / 2 + 1, { status: 'mandatory' }));

  const bundle = bundleFor(anybody, [...mandatory, shelvedItem('c')]);

  t.deepEqual(idsOf(bundle.mandatory), ['a', 'b']);
  t.like(bundle, { isOverBudget: true, tokens: bundleBudget + 2, approved: [] });
});

test('what is left is ranked by confidence and by how new it is', (t) => {
  const items = [
    shelvedItem('old and sure', { days: 300, confidence: 1 }),
    shelvedItem('new', { confidence: null }),
    shelvedItem('new and sure', { confidence: 0.9 }),
    shelvedItem('a year old', { days: 365, confidence: 1 }),
  ];

  t.deepEqual(idsOf(bundleFor(anybody, items).approved), [
    'new and sure',
    'new',
    'old and sure',
    'a year old',
  ]);
});

test('what is past its day is in no bundle, also before the host has said that it expired', (t) => {
  const past = new Date(now - 1);
  const items = [
    shelvedItem('over', { valid_until: past }),
    shelvedItem('rule', { status: 'mandatory', valid_until: past }),
    shelvedItem('still', { valid_until: new Date(now + 1) }),
  ];

  const { mandatory, approved } = bundleFor(anybody, items);

  t.deepEqual([...idsOf(mandatory), ...idsOf(approved)], ['still']);
});

test('confidence halves in a year, down to the floor of its source', (t) => {
  const year = 12 * 30.44;
  const faded = (days: number, fields: Partial<ShelvedItem>) =>
    Number(fadedConfidence(shelvedItem('x', { days, ...fields }), now).toFixed(4));

  t.is(faded(0, { confidence: 0.8 }), 0.8);
  t.is(faded(year, { confidence: 0.8 }), 0.4);
  t.is(faded(10 * year, { confidence: 1, source_type: 'admin_mandate' }), 0.5);
  t.is(faded(10 * year, { confidence: 0.9, source_type: 'user_verification' }), 0.4);
  t.is(faded(10 * year, { confidence: 0.3, source_type: 'user_verification' }), 0.3);
  t.is(Number(fadedConfidence(shelvedItem('x', { days: 304.4 }), now, 'linear').toFixed(4)), 0.3);
});

test('a yes makes an item surer, and so does each further contributor, up to one', (t) => {
  const confirmed = (fields: Partial<ShelvedItem>) => confirmedConfidence(shelvedItem('x', fields));

  t.is(confirmed({ contributors: ['a'] }), 0.7);
  t.is(confirmed({ contributors: ['a', 'b', 'c'] }), 0.8);
  t.is(confirmed({ source_type: 'user_verification' }), 1);
  t.is(confirmed({ source_type: 'of nobody' }), 0.7);
});
