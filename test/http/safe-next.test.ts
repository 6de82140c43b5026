import test from 'ava';
import { safeNext } from '../../host/http/safe-next.ts';

const origin = 'https://data.acme.example';

/** Starts of addresses, and ends of them: a hundred together. */
const starts = [
  '/',
  '//',
  '///',
  '/\\',
  '\\\\',
  '/\t/',
  '/\n/',
  '/\r/',
  '/%09/',
  '/%5c',
  '/./',
  '/..//',
  '/;/',
  '',
  ' /',
  'https://',
  'https:',
  'http:///',
  'javascript:',
  '/\u0000/',
] as const;
const ends = [
  'evil.example',
  'query?table=a',
  '@evil.example/x',
  'evil.example/..',
  'data.acme.example',
] as const;
const hundred = starts.flatMap((start) => ends.map((end) => `${start}${end}`));

/** Where a browser would go. */
const oracle = (next: string): string =>
  URL.canParse(next, origin) ? new URL(next, origin).origin : 'nowhere';

test('T58: of a hundred addresses none that is followed leaves the site', (t) => {
  const followed = hundred.filter((next) => safeNext(next, origin) === next);

  t.is(hundred.length, 100);
  t.deepEqual([...new Set(followed.map(oracle))], [origin]);
  t.deepEqual(
    hundred.filter((next) => !followed.includes(next)).map((next) => safeNext(next, origin)),
    Array.from({ length: 100 - followed.length }, () => '/dashboard'),
  );
});

test('T58: what is followed begins with one slash and holds no backslash and no control character', (t) => {
  const followed = hundred.filter((next) => safeNext(next, origin) === next);

  t.true(followed.length > 15);
  t.deepEqual(
    followed.filter((next) => !/^\/(?!\/)/.test(next) || /[\\\p{Cc}]/u.test(next)),
    [],
  );
});

test('a page of this host is where somebody goes after signing in, the dashboard where none is named', (t) => {
  t.is(safeNext('/query?table=a#b', origin), '/query?table=a#b');
  t.is(safeNext(undefined, origin), '/dashboard');
  t.is(safeNext('', origin), '/dashboard');
  t.is(safeNext('https://data.acme.example/query', origin), '/dashboard');
});
