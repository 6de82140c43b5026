import test from 'ava';
import { freshInput, frozenInput } from '../../host/kernel/frozen-input.ts';

test('taps of one call share a copy that none of them can change, and the next call sees what has changed', (t) => {
  const plan = { source: { slug: 'shop' } };

  const first = frozenInput(freshInput(plan));
  t.is(frozenInput(plan), first);
  t.throws(() => Object.assign(Object(first).source, { slug: 'evil' }), { instanceOf: TypeError });
  plan.source.slug = 'crm';

  t.deepEqual(frozenInput(plan), { source: { slug: 'shop' } });
  t.deepEqual(frozenInput(freshInput(plan)), { source: { slug: 'crm' } });
});
