import { Type } from '@agnes/sdk';
import test from 'ava';
import { bind, operation } from '../../host/http/operation.ts';
import { guardedServer } from '../support/guarded-server.ts';
import { rawRequest } from '../support/raw-request.ts';

const own = 'http://localhost:8000';
const person = { userId: 'u', email: 'a@x', isAdmin: false, kind: 'session' } as const;

const methods = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;

const operations = bind(
  methods.map((method) =>
    operation({
      id: `test.${method}`,
      route: `${method} /api/change`,
      summary: 'Change.',
      who: 'user',
      result: Type.Object({}),
      run: async () => ({ done: true }),
    }),
  ),
  {},
);

/** `Sec-Fetch-Site`, `Origin`, and whether a request on a cookie passes. */
const senders = [
  ['same-origin', own, true],
  ['same-origin', '', true],
  ['none', '', true],
  ['none', 'https://evil.example', true],
  ['same-site', own, false],
  ['same-site', 'http://localhost:3000', false],
  ['cross-site', 'https://evil.example', false],
  ['cross-site', own, false],
  ['cross-site', '', false],
  ['Same-Origin', own, false],
  ['', own, true],
  ['', 'https://localhost:8000', false],
  ['', 'http://localhost', false],
  ['', 'null', false],
  ['', '', false],
] as const;

const sixty = methods.flatMap((method) => senders.map((sender) => [method, ...sender] as const));

const headersOf = (site: string, origin: string) => ({
  ...(site !== '' && { 'sec-fetch-site': site }),
  ...(origin !== '' && { origin }),
});

test('T46: a change on a cookie passes from this site only, in sixty combinations of method and headers', async (t) => {
  const { url } = await guardedServer(t, { operations, people: { me: person } });

  const seen = await Promise.all(
    sixty.map(async ([method, site, origin]) => {
      const headers = { cookie: 'access_token=me', ...headersOf(site, origin) };
      return [
        method,
        site,
        origin,
        (await rawRequest(url, '/api/change', { method, headers })).status === 200,
      ];
    }),
  );

  t.is(sixty.length, 60);
  t.deepEqual(
    seen,
    sixty.map((combination) => [...combination]),
  );
});

test('T46: a bearer credential passes in all of them, whatever cookie rides along', async (t) => {
  const { url } = await guardedServer(t, { operations, people: { me: person } });

  const statuses = await Promise.all(
    sixty.map(async ([method, site, origin]) => {
      const headers = {
        authorization: 'Bearer me',
        cookie: 'access_token=other',
        ...headersOf(site, origin),
      };
      return (await rawRequest(url, '/api/change', { method, headers })).status;
    }),
  );

  t.deepEqual([...new Set(statuses)], [200]);
});
