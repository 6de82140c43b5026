import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'ava';
import { tempFolder } from '../../support/temp-folder.ts';
import { newMachine } from '../run-agnes.ts';
import { json, startStandIn } from '../stand-in.ts';
import { leaveTranscript, turn } from './transcripts.ts';

const taken = json({ status: 'ok', filename: 'x', size: 1, version: 1 });

test('of a workspace nothing is sent that a link leads to, whichever folder the link stands for', async (t) => {
  const server = await startStandIn(t);
  const elsewhere = await tempFolder(t);
  for (const name of ['credentials', 'other.jsonl', 'CLAUDE.local.md'])
    await writeFile(join(elsewhere, name), turn('precious'));
  await mkdir(join(elsewhere, 'artifacts'));
  await writeFile(join(elsewhere, 'artifacts', 'credentials'), 'precious');
  server.answers.set('GET /api/upload/sessions', json({ sessions: [] }));

  for (const link of ['user/artifacts', 'user/sessions', 'user', '.claude']) {
    const machine = await newMachine(t, server.url);
    await mkdir(dirname(machine.path(link)), { recursive: true });
    await symlink(elsewhere, machine.path(link));

    const sent = await machine.json(['sync', '--upload-only', '--artifacts']);

    t.deepEqual(sent['uploaded'], { sessions: 0, local_md: 0, artifacts: 0 }, link);
  }
  t.deepEqual(
    server.requests.filter((request) => request.startsWith('POST')),
    [],
  );
});

test('a session that becomes private while others are sent stays here', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  await leaveTranscript(machine, 'a', turn('a'));
  await leaveTranscript(machine, 'b', turn('b'));
  server.answers.set('GET /api/upload/sessions', json({ sessions: [] }));
  server.answers.set('POST /api/upload/sessions', async (request, response) => {
    await request.resume().toArray();
    for (const id of ['a', 'b']) await machine.run(['session', 'private', id]);
    return taken(request, response);
  });

  const sent = await machine.json(['sync', '--upload-only']);

  t.like(sent, { ok: true, uploaded: { sessions: 1 } });
  t.is(server.requests.filter((request) => request === 'POST /api/upload/sessions').length, 1);
});
