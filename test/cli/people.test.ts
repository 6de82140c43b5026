import test from 'ava';
import { onTerminal } from './on-terminal.ts';
import { newMachine } from './run-agnes.ts';
import { type Answerer, json, problem, type StandIn, startStandIn } from './stand-in.ts';

const ada = { id: 'u1', email: 'Ada@Example.com', name: 'Ada', active: true, groups: [{ name: 'Admin' }] };
const adam = { ...ada, id: 'u2', email: 'adam@example.com', name: 'Adam', active: false, groups: [] };
const nothing: Answerer = (_request, response) => response.writeHead(204).end();

const withPeople = (server: StandIn): StandIn => {
  server.answers.set('GET /api/users', json([ada, adam]));
  server.answers.set('GET /api/users/u1', json(ada));
  return server;
};

const changes = ({ requests }: StandIn): readonly string[] =>
  requests.filter((request) => !request.startsWith('GET'));

test('a user is added under the part before the @ unless a name is given, and an invitation is shown', async (t) => {
  const server = await startStandIn(t);
  const invited = { ...ada, invite_url: 'http://x/invite', invite_email_sent: false };
  server.answers.set('POST /api/users', json(invited, 201));
  const machine = await newMachine(t, server.url);

  await machine.run(['admin', 'add-user', 'ada@example.com']);
  const { stdout } = await machine.run(['admin', 'add-user', 'ada@example.com', '--name', 'Ada', '--invite']);

  t.deepEqual(server.bodies, [
    { email: 'ada@example.com', name: 'ada', send_invite: false },
    { email: 'ada@example.com', name: 'Ada', send_invite: true },
  ]);
  t.regex(
    stdout,
    /is added, in no group yet\.\nNo mail was sent; pass on the invitation: http:\/\/x\/invite/,
  );
});

test('users are listed, all or those with a text in address or name', async (t) => {
  const server = withPeople(await startStandIn(t));
  const machine = await newMachine(t, server.url);

  const { stdout } = await machine.run(['admin', 'list-users', '--search', 'ada m']);

  t.regex(stdout, /Ada@Example\.com +Ada +active +Admin +u1\nadam@example\.com +Adam +deactivated +u2/);
  t.deepEqual(server.requests, ['GET /api/users?q=ada%20m']);
});

test('a user is found by id, or by exactly their address in any spelling', async (t) => {
  const server = withPeople(await startStandIn(t));
  server.answers.set('POST /api/users/u1/activate', json(ada));
  const machine = await newMachine(t, server.url);

  const byId = await machine.run(['admin', 'activate', 'u1']);
  const byEmail = await machine.run(['admin', 'activate', ' ADA@example.com']);
  const unknown = await machine.run(['admin', 'activate', 'ad@example.com']);

  t.deepEqual([byId.code, byEmail.code, unknown.code], [0, 0, 8]);
  t.regex(unknown.stderr, /There is no user "ad@example\.com"[\s\S]*list-users/);
  t.deepEqual(changes(server), ['POST /api/users/u1/activate', 'POST /api/users/u1/activate']);
});

test('without a terminal a user is deactivated and removed at once; the server has the last word', async (t) => {
  const server = withPeople(await startStandIn(t));
  server.answers.set('POST /api/users/u1/deactivate', json({ ...ada, active: false }));
  server.answers.set('DELETE /api/users/u1', problem(409, { code: 'last_admin' }));
  const machine = await newMachine(t, server.url);

  const off = await machine.run(['admin', 'deactivate', 'u1']);
  const removed = await machine.run(['admin', 'remove-user', 'u1']);

  t.is(off.stdout, 'Ada@Example.com is deactivated.\n');
  t.is(removed.code, 6);
  t.regex(removed.stderr, /last_admin \(HTTP 409\)/);
});

test('on a terminal what cannot be undone is asked first, unless --yes', async (t) => {
  const server = withPeople(await startStandIn(t));
  server.answers.set('DELETE /api/users/u1', nothing);
  const machine = await newMachine(t, server.url);
  const remove = ['admin', 'remove-user', 'u1'];

  const refused = await onTerminal(machine, remove, { typed: 'n\n' });
  const given = await onTerminal(machine, remove, { typed: '\u0003' });
  const untouched = changes(server).length;
  const agreed = await onTerminal(machine, remove, { typed: 'y\n' });
  const unasked = await onTerminal(machine, [...remove, '--yes']);

  t.deepEqual([refused.code, given.code], [1, 130]);
  t.regex(refused.screen, /Delete Ada@Example\.com with sessions, tokens and memberships\? \[y\/N\]/);
  t.is(untouched, 0);
  t.deepEqual([agreed.code, unasked.code], [0, 0]);
  t.notRegex(unasked.screen, /\[y\/N\]/);
  t.is(changes(server).length, 2);
});

test('a password is reset by a link that is shown, and set from stdin only', async (t) => {
  const server = withPeople(await startStandIn(t));
  server.answers.set(
    'POST /api/users/u1/reset-password',
    json({ reset_url: 'http://x/r', email_sent: true }),
  );
  server.answers.set('POST /api/users/u1/set-password', nothing);
  const machine = await newMachine(t, server.url);

  const reset = await machine.run(['admin', 'reset-password', 'u1']);
  const set = await machine.run(['admin', 'set-password', 'u1'], { stdin: 'a new password\n' });
  const empty = await machine.run(['admin', 'set-password', 'u1']);

  t.is(reset.stdout, 'The link is mailed to Ada@Example.com: http://x/r\n');
  t.is(set.code, 0);
  t.false((set.stdout + set.stderr).includes('a new password'));
  t.deepEqual(server.bodies, [{}, { password: 'a new password' }]);
  t.is(empty.code, 2);
});

test('whoever looks for roles is told of groups', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');

  const { code, stderr } = await machine.run(['admin', 'set-role', 'ada@example.com', 'admin']);

  t.is(code, 2);
  t.regex(stderr.replace(/\s+/g, ' '), /agnes admin group add-member Admin ada@example\.com/);
});
