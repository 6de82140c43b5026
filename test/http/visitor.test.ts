import { Type } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import { bind, operation } from '../../host/http/operation.ts';
import { guardedServer, type People } from '../support/guarded-server.ts';

const ada = { userId: 'u1', email: 'ada@x', isAdmin: false, kind: 'session' } as const;

const greeting = operation({
  id: 'test.greeting',
  route: 'GET /greeting',
  summary: 'Greets.',
  who: 'public',
  greets: true,
  result: Type.Object({}),
  run: async ({ principal }) => ({ to: principal?.email ?? 'nobody' }),
});

const { greets: _, ...silent } = greeting;
const open = operation({ ...silent, id: 'test.open', route: 'GET /open' });

const people: People = {
  ada,
  get lost(): never {
    throw new TypeError('the store is gone');
  },
};

/** What it says to whom, as `path cookie`. */
const asker = async (t: ExecutionContext) => {
  const { url } = await guardedServer(t, {
    operations: bind([greeting, open], {}),
    people,
    errorPage: async ({ status }, visitor) => `${status} for ${visitor?.email ?? 'nobody'}`,
  });
  return async (path: string, headers: Readonly<Record<string, string>>) => {
    const response = await fetch(`${url}${path}`, { headers: { accept: 'text/html', ...headers } });
    return `${response.status} ${await response.text()}`;
  };
};

test('a public page that greets is told who is signed in, and serves everybody', async (t) => {
  const ask = await asker(t);

  t.is(await ask('/greeting', { cookie: 'access_token=ada' }), '200 {"to":"ada@x"}');
  t.is(await ask('/greeting', {}), '200 {"to":"nobody"}');
  t.is(await ask('/greeting', { cookie: 'access_token=lost' }), '200 {"to":"nobody"}');
  t.is(await ask('/open', { cookie: 'access_token=ada' }), '200 {"to":"nobody"}');
});

test('the page of a problem is told who is signed in, and is there when that cannot be told', async (t) => {
  const ask = await asker(t);

  t.is(await ask('/nothing', { cookie: 'access_token=ada' }), '404 404 for ada@x');
  t.is(await ask('/nothing', {}), '404 404 for nobody');
  t.is(await ask('/nothing', { cookie: 'access_token=lost' }), '404 404 for nobody');
  t.is(await ask('/nothing', { authorization: 'Bearer ada' }), '404 404 for nobody');
});
