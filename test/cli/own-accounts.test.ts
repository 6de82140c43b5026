import test from 'ava';
import { newMachine } from './run-agnes.ts';
import { type Answerer, json, startStandIn } from './stand-in.ts';

const nothing: Answerer = (_request, response) => response.writeHead(204).end();

test('all devices are unlinked at once, and only when that is said', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('DELETE /api/desktop/link', nothing);
  const machine = await newMachine(t, server.url);

  const vague = await machine.run(['desktop', 'unlink']);
  const both = await machine.run(['desktop', 'unlink', 'd1', '--all']);
  const all = await machine.json(['desktop', 'unlink', '--all']);

  t.deepEqual([vague.code, both.code], [2, 2]);
  t.regex(vague.stderr, /agnes desktop unlink --all ends all/);
  t.deepEqual(all, { ok: true, all: true, unlinked: true });
  t.deepEqual(server.requests, ['DELETE /api/desktop/link']);
});

test('linked accounts are shown, and that there is none', async (t) => {
  const server = await startStandIn(t);
  const account = { provider: 'google', issuer: 'https://accounts.google.com', email: 'ada@example.com' };
  const linked = { ...account, linked_at: '2026-11-01T08:00:00Z', last_login_at: null };
  server.answers.set('GET /auth/identities', json([linked]));
  const machine = await newMachine(t, server.url);

  const shown = await machine.run(['auth', 'identities']);
  const data = await machine.json(['auth', 'identities']);
  server.answers.set('GET /auth/identities', json([]));
  const none = await machine.run(['auth', 'identities']);

  t.regex(
    shown.stdout,
    /google +https:\/\/accounts\.google\.com +ada@example\.com +2026-11-01T08:00:00Z +never/,
  );
  t.deepEqual(data, { ok: true, identities: [linked] });
  t.deepEqual([none.code, none.stdout], [0, '']);
  t.regex(none.stderr, /No account of an identity provider is linked to you/);
});
