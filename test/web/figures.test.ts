import test from 'ava';
import { agoOf, countOf, sizeOf } from '../../host/web/figures.ts';

test('sizes, counts and ages are written for people', (t) => {
  t.deepEqual([0, 999, 1_000, 13_493_022, 256_000_000, 2e15].map(sizeOf), [
    '0 B',
    '999 B',
    '1.0 KB',
    '13.5 MB',
    '256 MB',
    '2000 TB',
  ]);
  t.is(countOf(3_000_000), '3,000,000');
  t.is(agoOf(new Date(0), 59_000), 'just now');
  t.is(agoOf(new Date(0), 60_000), '1 minute ago');
  t.is(agoOf(new Date(0), 3 * 86_400_000), '3 days ago');
});
