import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { newMachine } from '../run-agnes.ts';
import { type Answerer, json, problem, startStandIn } from '../stand-in.ts';
import { leaveFile, leaveTranscript, transcriptFolder, turn } from './transcripts.ts';

const send = 'POST /api/upload/sessions';

/** A server that answers uploads like this, and a machine with two sessions. */
const start = async (t: ExecutionContext, answer: Answerer) => {
  const server = await startStandIn(t);
  server.answers.set('GET /api/upload/sessions', json({ sessions: [] }));
  server.answers.set(send, answer);
  const machine = await newMachine(t, server.url);
  await leaveTranscript(machine, 'a', turn('a'));
  await leaveTranscript(machine, 'b', turn('b'));
  const sent = () => server.requests.filter((request) => request === send).length;
  return { server, machine, sent };
};

const taken = json({ status: 'ok', filename: 'x', size: 1, version: 1 });

for (const status of [400, 413, 422]) {
  test(`a file that is refused with ${status} is not sent again before it changes, and the others go on`, async (t) => {
    const { machine, server, sent } = await start(t, problem(status));

    const first = await machine.json(['sync', '--upload-only']);
    const second = await machine.json(['sync', '--upload-only']);
    server.answers.set(send, taken);
    await leaveTranscript(machine, 'b', turn('b') + turn('more'));
    const third = await machine.json(['sync', '--upload-only']);

    t.like(first, { ok: false, error: { code: 'sync_incomplete' } });
    t.like(second, { ok: true, uploaded: { sessions: 0 } });
    t.like(third, { ok: true, uploaded: { sessions: 1 } });
    t.is(sent(), 3);
  });
}

for (const status of [401, 403, 429, 503]) {
  test(`after ${status} nothing more is tried, and everything is still to be sent`, async (t) => {
    const { machine, server, sent } = await start(t, problem(status));

    const first = await machine.run(['sync', '--upload-only']);
    const before = sent();
    server.answers.set(send, taken);
    const second = await machine.json(['sync', '--upload-only']);

    t.is(first.code, 1);
    t.is(before, 1);
    t.like(second, { ok: true, uploaded: { sessions: 2 } });
  });
}

test('whoever may not send is told before a file is read, and their tables come all the same', async (t) => {
  const { machine, server, sent } = await start(t, taken);
  server.answers.set('GET /api/upload/sessions', problem(403, { code: 'scope_missing' }));

  const whole = await machine.run(['sync']);
  const alone = await machine.run(['sync', '--upload-only']);

  t.is(whole.code, 0);
  t.regex(whole.stderr, /Sessions and notes are not sent/);
  t.is(alone.code, 1);
  t.is(sent(), 0);
});

test('a network that breaks is tried again', async (t) => {
  let calls = 0;
  const { machine } = await start(t, (request, response) => {
    calls += 1;
    if (calls === 1) request.socket.destroy();
    else taken(request, response);
  });
  machine.env['AGNES_STREAM_RETRIES'] = '1';

  t.like(await machine.json(['sync', '--upload-only']), { ok: true, uploaded: { sessions: 2 } });
  t.is(calls, 3);
});

test('while nobody can tell which sessions are private none is sent', async (t) => {
  const { machine, sent } = await start(t, taken);
  await leaveFile(machine, '.agnes/private_sessions.json', '{"private": ["a", ');

  const answer = await machine.json(['sync', '--upload-only']);

  t.like(answer, { ok: false, error: { code: 'private_sessions_unreadable' } });
  t.is(sent(), 0);
});

test('sessions of other folders, links and files that are too large stay', async (t) => {
  const { machine, sent } = await start(t, taken);
  await leaveTranscript(machine, 'a', turn('a', '/somewhere/else'));
  await leaveTranscript(machine, 'b', turn('b', `${machine.workspace}/../other`));
  await leaveTranscript(machine, 'large', '');
  await truncate(join(transcriptFolder(machine), 'large.jsonl'), 50 * 2 ** 20 + 1);
  await writeFile(join(transcriptFolder(machine), 'notes.txt'), 'no session');
  await leaveTranscript(machine, 'inside', turn('c', `${machine.workspace}/deeper`));

  const answer = await machine.json(['sync', '--upload-only']);
  const { sessions } = await machine.json(['session', 'list']);

  t.like(answer, { ok: true, uploaded: { sessions: 1 } });
  t.is(sent(), 1);
  const states = (sessions as readonly { id: string; state: string }[]).map(({ id, state }) => [id, state]);
  t.deepEqual(Object.fromEntries(states), {
    a: 'elsewhere',
    b: 'elsewhere',
    large: 'too_large',
    inside: 'uploaded',
  });
});

test('a session is found by its beginning when only one has it', async (t) => {
  const { machine } = await start(t, taken);
  await leaveTranscript(machine, 'ab', turn('ab'));

  t.like(await machine.json(['session', 'private', 'b']), { ok: true, id: 'b', private: true });
  t.like(await machine.json(['session', 'private', 'a']), { ok: true, id: 'a' });
  t.like(await machine.json(['session', 'private', 'zz']), { ok: false, error: { code: 'session_unknown' } });
  t.is((await machine.run(['session', 'private', ''])).code, 8);
  t.like(await machine.json(['sync', '--upload-only']), { ok: true, uploaded: { sessions: 1 } });
  t.like(await machine.json(['session', 'private', 'a', '--off']), { ok: true, private: false });
  t.like(await machine.json(['sync', '--upload-only']), { ok: true, uploaded: { sessions: 1 } });
});
