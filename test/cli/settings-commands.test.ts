import test from 'ava';
import { newMachine } from './run-agnes.ts';
import { type Answerer, json, startStandIn } from './stand-in.ts';

const nothing: Answerer = (_request, response) => response.writeHead(204).end();
const stored = {
  name: 'T',
  kind: 'value',
  set: true,
  bound_hosts: ['a.example'],
  used_by: [],
  last_used_at: null,
};
const settings = {
  sections: { instance: { name: 'Acme' }, auth: { google: { client_secret_env: '***' } } },
  danger_sections: ['auth'],
  secret_key_patterns: ['secret'],
};
const saved = {
  status: 'ok',
  restart_required: true,
  sections_updated: ['instance'],
  diff_count: 1,
  live: [],
};

test('a secret is piped in, named by its variable, or only bound; it is no argument', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('PUT /api/admin/secrets/T', json(stored));
  const machine = await newMachine(t, server.url);
  const set = ['admin', 'secret', 'set', 'T'];

  const { stdout } = await machine.run([...set, '--host', 'a.example', '--stdin'], {
    stdin: 'line one\nline two\n',
  });
  await machine.run(set, { stdin: 'piped\n' });
  await machine.run([...set, '--env', 'OTHER']);
  await machine.run([...set, '--host', 'a.example', '--host', 'b.example']);
  const empty = await machine.run([...set, '--stdin'], { stdin: '\n' });
  const argument = await machine.run([...set, 'hunter2']);

  t.deepEqual(server.bodies, [
    { value: 'line one\nline two', bound_hosts: ['a.example'] },
    { value: 'piped' },
    { env_name: 'OTHER' },
    { bound_hosts: ['a.example', 'b.example'] },
  ]);
  t.is(stdout, 'T is stored, bound to a.example.\n');
  t.deepEqual([empty.code, argument.code], [2, 2]);
});

test('secrets are listed and forgotten', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('GET /api/admin/secrets', json({ secrets: [stored], count: 1 }));
  server.answers.set('DELETE /api/admin/secrets/T', nothing);
  const machine = await newMachine(t, server.url);

  const { stdout } = await machine.run(['admin', 'secret', 'list']);
  await machine.run(['admin', 'secret', 'delete', 'T', '--force']);

  t.regex(stdout, /T +stored +yes +a\.example +none/);
  t.is(server.requests.at(-1), 'DELETE /api/admin/secrets/T?force=true');
});

test('a setting is shown and changed; what can lock people out has to be meant, and a secret is no argument', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('GET /api/admin/server-config', json(settings));
  server.answers.set('POST /api/admin/server-config', json(saved));
  const machine = await newMachine(t, server.url);
  const set = (...args: string[]) => ['admin', 'config', 'set', ...args];

  const shown = await machine.run(['admin', 'config', 'show', 'auth']);
  const named = await machine.run(set('instance.name', 'Acme data'));
  await machine.run(set('instance.name', '--unset'));
  const unmeant = await machine.run(set('auth.providers', '["password"]'));
  await machine.run([...set('auth.providers', '["password"]'), '-y']);
  const argument = await machine.run([...set('auth.google.client_secret_env', 'hunter2'), '-y']);
  await machine.run([...set('auth.google.client_secret_env'), '-y'], { stdin: 'hunter2\n' });

  t.regex(shown.stdout, /auth\.google\.client_secret_env +\*\*\*/);
  t.notRegex(shown.stdout, /Acme/);
  t.is(named.stdout, 'instance.name is saved; it takes effect at the next start.\n');
  t.deepEqual([unmeant.code, argument.code], [2, 2]);
  t.deepEqual(server.bodies, [
    { sections: { instance: { name: 'Acme data' } }, confirm_danger: false },
    { sections: { instance: { name: null } }, confirm_danger: false },
    { sections: { auth: { providers: ['password'] } }, confirm_danger: true },
    { sections: { auth: { google: { client_secret_env: 'hunter2' } } }, confirm_danger: true },
  ]);
});
