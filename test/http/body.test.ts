import { Type } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import { bind, operation } from '../../host/http/operation.ts';
import { startServer } from '../support/start-server.ts';

const closed = { additionalProperties: false } as const;

const operations = bind(
  [
    operation({
      id: 'test.sign_in',
      route: 'POST /auth/sign-in',
      summary: 'Sign in.',
      who: 'public',
      body: Type.Object({ email: Type.String(), note: Type.Optional(Type.String()) }, closed),
      unknownKeys: 'ignore',
      result: Type.Object({}),
      run: async ({ body }) => ({ email: body.email }),
    }),
    operation({
      id: 'test.settings',
      route: 'POST /api/settings',
      summary: 'Settings.',
      who: 'public',
      body: Type.Object({ config: Type.Record(Type.String(), Type.Unknown()) }, closed),
      result: Type.Object({}),
      run: async ({ body }) => ({ keys: Object.keys(body.config) }),
    }),
  ],
  {},
);

const form = 'application/x-www-form-urlencoded';
const json = 'application/json';

const served = async (t: ExecutionContext) => {
  const origin = await startServer(t, operations);
  return async (path: string, type: string, body: string | Uint8Array<ArrayBuffer>) => {
    const response = await fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    const { code, detail, email } = (await response.json()) as Record<string, unknown>;
    return [response.status, code ?? email, detail];
  };
};

test('T43: two addresses where one is meant are refused, in every form', async (t) => {
  const post = await served(t);

  t.deepEqual(
    await Promise.all([
      post('/auth/sign-in', json, '{"email":["a@x","b@x"]}'),
      post('/auth/sign-in', json, '{"email":{"a@x":1}}'),
      post('/auth/sign-in', form, 'email=a@x&email=b@x'),
    ]),
    [
      [422, 'invalid_input', '/email: must be string'],
      [422, 'invalid_input', '/email: must be string'],
      [422, 'invalid_input', '/email: must be string'],
    ],
  );
  t.deepEqual((await post('/auth/sign-in', form, 'email[]=a@x&email[]=b@x')).slice(0, 2), [
    422,
    'invalid_input',
  ]);
  t.deepEqual((await post('/auth/sign-in', form, 'email=a%40x+y')).slice(0, 2), [200, 'a@x y']);
});

test('T71: a key that is a prototype is refused wherever it stands, and no prototype changes', async (t) => {
  const post = await served(t);
  const hostile = [
    '{"config":{},"__proto__":{"isAdmin":true}}',
    '{"config":{"__proto__":{"isAdmin":true}}}',
    '{"config":{"a":[{"b":{"__proto__":null}}]}}',
    '{"config":{"\\u005f_proto_\\u005f":{"isAdmin":true}}}',
  ];

  const answers = await Promise.all(hostile.map((body) => post('/api/settings', json, body)));
  const inForm = await post('/auth/sign-in', form, 'email=a&__proto__=b');

  t.deepEqual(
    [...answers, inForm].map(([status, code]) => [status, code]),
    [...hostile, ''].map(() => [400, 'malformed_body']),
  );
  t.is(({} as { isAdmin?: boolean }).isAdmin, undefined);
  t.deepEqual((await post('/api/settings', json, '{"config":{"constructor":{"prototype":1}}}'))[0], 200);
});

test('a body that is nested without end is a 400, not a stack that overflows', async (t) => {
  const post = await served(t);
  const deep = `{"config":{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}}`;

  t.deepEqual(await post('/api/settings', json, deep), [
    400,
    'malformed_body',
    'The request body cannot be read: it is nested deeper than 64 levels.',
  ]);
});

test('bytes that are no UTF-8 are a 400, in JSON and in forms', async (t) => {
  const post = await served(t);
  const broken = [400, 'malformed_body', 'The request body cannot be read: it is not UTF-8.'];

  t.deepEqual(await post('/auth/sign-in', json, new Uint8Array([0x22, 0xff, 0x22])), broken);
  t.deepEqual(await post('/auth/sign-in', form, new Uint8Array([0x65, 0x3d, 0xc3, 0x28])), broken);
  t.deepEqual(await post('/auth/sign-in', form, 'email=%ff%fe'), broken);
});

test('T62: whoever signs in sends 4 KiB at most, others 1 MiB', async (t) => {
  const post = await served(t);
  const note = (length: number) => JSON.stringify({ email: 'a', note: 'x'.repeat(length) });
  const config = (length: number) => JSON.stringify({ config: { a: 'x'.repeat(length) } });

  t.deepEqual((await post('/auth/sign-in', json, note(4_000)))[0], 200);
  t.deepEqual((await post('/auth/sign-in', json, note(4_096)))[0], 413);
  t.deepEqual((await post('/api/settings', json, config(1_048_000)))[0], 200);
  t.deepEqual((await post('/api/settings', json, config(1_048_576)))[0], 413);
});
