import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { newMachine } from './run-agnes.ts';
import { json, problem, type StandIn, startStandIn, token } from './stand-in.ts';

const row = (id: string, name: string, more = {}) => ({
  id,
  name,
  prefix: id.slice(0, 8),
  created_at: '2026-01-01T00:00:00+00:00',
  expires_at: null,
  last_used_at: null,
  revoked_at: null,
  scopes: null,
  ...more,
});
const tokens = [
  row('019b0000-1', 'laptop'),
  row('019b0000-2', 'nightly', { scopes: ['read'], expires_at: '2026-02-01T00:00:00+00:00' }),
  row('019a0000-3', 'nightly', { revoked_at: '2026-01-02T00:00:00+00:00' }),
  row('019b1111-4', 'twin'),
  row('019b2222-5', 'twin'),
];

const revocable = ({ answers }: StandIn): void => {
  for (const { id } of tokens)
    answers.set(`DELETE /auth/tokens/${id}`, (_request, response) => response.writeHead(204).end());
};

test('tokens are listed with what they may do and whether they still work, never with a value', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('GET /auth/tokens', json(tokens));
  server.answers.set('GET /auth/admin/tokens', json([{ ...tokens[0], user_email: 'bob@example.com' }]));
  const machine = await newMachine(t, server.url);

  const own = await machine.run(['tokens', 'list']);
  const all = await machine.run(['auth', 'token', 'list', '--all']);

  t.regex(own.stdout, /laptop {3}019b0000 {2}works {4}all rights {2}never/);
  t.regex(own.stdout, /nightly {2}019b0000 {2}expired {2}read/);
  t.regex(own.stdout, /nightly {2}019a0000 {2}revoked/);
  t.regex(all.stdout, /owner\n[\s\S]*bob@example\.com/);
});

test('a token is made for as long and as much as was said, and shown once', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('POST /auth/tokens', json({ ...tokens[0], token: 'the-value' }, 201));
  const machine = await newMachine(t, server.url);
  const create = ['tokens', 'create', '--name', 'laptop'];

  const plain = await machine.run(create);
  const raw = await machine.run([...create, '--ttl', 'never', '--scope', 'read', '--scope', 'sync', '--raw']);

  t.is(plain.stdout, 'laptop works until somebody revokes it:\nthe-value\n');
  t.regex(plain.stderr, /shown only now/);
  t.deepEqual(raw, { code: 0, stdout: 'the-value\n', stderr: '' });
  t.deepEqual(server.bodies, [
    { name: 'laptop', expires_in_days: 90 },
    { name: 'laptop', expires_in_days: null, scopes: ['read', 'sync'] },
  ]);
});

test('whoever wants a token with a token is told how to sign in, or where the page is', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('POST /auth/tokens', problem(403, { code: 'session_required' }));
  const machine = await newMachine(t, server.url);

  const { code, stderr } = await machine.run(['tokens', 'create', '--name', 'laptop']);

  t.is(code, 8);
  t.regex(stderr, /auth login --email/);
  t.true(stderr.includes(`${server.url}/tokens`));
});

test('a token needs a name', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');

  const { code, stderr } = await machine.run(['tokens', 'create', '--name', ' ']);

  t.is(code, 2);
  t.regex(stderr, /A name is missing/);
});

test('a token is revoked by id, prefix or name; one that may be several is 2, one that is none is 8', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('GET /auth/tokens', json(tokens));
  revocable(server);
  const machine = await newMachine(t, server.url);

  const ended = await Promise.all(
    ['019b0000-1', '019b1111', 'nightly', 'twin', '019b0000', '019a0000', 'other'].map(async (which) => {
      const { code, stderr } = await machine.run(['tokens', 'revoke', which]);
      return [which, code, /any of these: (.*)\./.exec(stderr)?.[1]];
    }),
  );

  t.deepEqual(ended, [
    ['019b0000-1', 0, undefined],
    ['019b1111', 0, undefined],
    ['nightly', 0, undefined],
    ['twin', 2, '019b1111-4 (twin), 019b2222-5 (twin)'],
    ['019b0000', 2, '019b0000-1 (laptop), 019b0000-2 (nightly)'],
    ['019a0000', 8, undefined],
    ['other', 8, undefined],
  ]);
  t.deepEqual(server.requests.filter((request) => request.startsWith('DELETE')).sort(), [
    'DELETE /auth/tokens/019b0000-1',
    'DELETE /auth/tokens/019b0000-2',
    'DELETE /auth/tokens/019b1111-4',
  ]);
});

test('more of an id than its prefix tells tokens of one minute apart', async (t) => {
  const server = await startStandIn(t);
  const alike = ['019b0000-aa11', '019b0000-aa22', '019b0000-bb33'];
  const rows = alike.map((id) => ({
    id,
    name: 'ci',
    prefix: '019b0000',
    revoked_at: null,
    expires_at: null,
  }));
  server.answers.set('GET /auth/tokens', json(rows));
  server.answers.set('DELETE /auth/tokens/019b0000-bb33', json({}));
  const machine = await newMachine(t, server.url);

  const several = await machine.run(['tokens', 'revoke', '019b0000-aa']);
  const one = await machine.run(['tokens', 'revoke', '019b0000-b']);

  t.deepEqual([several.code, one.code], [2, 0]);
});

test('a token made elsewhere is remembered once the server takes it', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('GET /api/catalog/tables', json({ tables: [], count: 0 }));
  const machine = await newMachine(t, server.url);
  const importing = ['auth', 'import-token', '--token-stdin'];
  const env = { AGNES_TOKEN: '' };

  const refused = await machine.run(importing, { env, stdin: 'made.up.token\n' });
  await t.throwsAsync(stat(join(machine.config, 'token.json')), { code: 'ENOENT' });
  const taken = await machine.run(importing, { env, stdin: `${token}\n` });
  const who = await machine.run(['auth', 'whoami'], { env });

  t.is(refused.code, 7);
  t.deepEqual(taken, { code: 0, stdout: `Signed in to ${server.url} as ada@example.com.\n`, stderr: '' });
  t.is(who.code, 0);
});

test('a token is imported untried when that is said, and never when it can be none', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');
  const env = { AGNES_TOKEN: '' };
  const importing = ['auth', 'import-token', '--token-stdin', '--skip-verify', '--email', 'bob@example.com'];

  const taken = await machine.run(importing, { env, stdin: 'opaque' });
  const none = await machine.run(importing, { env, stdin: 'two words' });
  const empty = await machine.run(importing, { env });
  const nobody = await machine.run(['auth', 'import-token'], { env });

  t.regex(taken.stdout, /as bob@example\.com/);
  t.deepEqual([none.code, empty.code, nobody.code], [2, 2, 2]);
  t.regex(none.stderr, /is no token/);
  t.regex(nobody.stderr, /Token is missing[\s\S]*--token-stdin/);
});
