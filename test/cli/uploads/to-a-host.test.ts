import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { filesBelow } from '../../support/files-below.ts';
import { startHost } from '../../support/start-host.ts';
import { newMachine } from '../run-agnes.ts';
import { leaveFile, leaveTranscript, transcriptFolder, turn } from './transcripts.ts';

const canary = 'canary-7f3a9c1d5e';

test('sessions, notes and files arrive once, without secrets; what is private or deleted stays away', async (t) => {
  t.timeout(300_000);
  const host = await startHost(t);
  const machine = await newMachine(t, host.url);
  const pat = await host.token();
  Object.assign(machine.env, { AGNES_TOKEN: pat, WAREHOUSE_PASSWORD: canary });
  const said = [`agnes said ${pat}`, `psql://me:${canary}@db`, `ghp_${'A1b2'.repeat(9)}`, canary];
  await leaveTranscript(machine, 'one', said.map((text) => turn(text, machine.workspace)).join(''));
  await leaveTranscript(machine, 'two', turn('nobody may read this'));
  await leaveFile(machine, 'user/sessions/three.jsonl', turn('kept in the workspace'));
  await leaveFile(machine, 'user/artifacts/plot.svg', '<svg/>');
  await leaveFile(machine, '.claude/CLAUDE.local.md', `Amounts are net.\n${canary}\n`);
  await machine.run(['session', 'private', 'two']);

  const waiting = await machine.json(['status']);
  const first = await machine.json(['sync', '--artifacts']);
  const second = await machine.json(['sync', '--upload-only', '--artifacts']);
  await appendFile(join(transcriptFolder(machine), 'one.jsonl'), turn('more'));
  const third = await machine.json(['sync', '--upload-only']);

  t.deepEqual(new Set(waiting['pending_uploads'] as string[]), new Set(['one.jsonl', 'three.jsonl', 'CLAUDE.local.md']));
  t.deepEqual(first['uploaded'], { sessions: 2, local_md: 1, artifacts: 1 });
  t.deepEqual(second['uploaded'], { sessions: 0, local_md: 0, artifacts: 0 });
  t.deepEqual(third['uploaded'], { sessions: 1, local_md: 0, artifacts: 0 });
  const files = await filesBelow(host.dataDir);
  const kept = await Promise.all(
    files.filter((path) => /\/user_\w+\//.test(path)).map((path) => readFile(path, 'utf8')),
  );
  t.is(kept.length, 5);
  const everything = kept.join('');
  for (const secret of [pat, canary, 'ghp_A1b2', 'nobody may read this']) t.false(everything.includes(secret), secret);
  for (const text of ['agnes said [redacted]', 'Amounts are net.', 'kept in the workspace', '<svg/>'])
    t.true(everything.includes(text), text);
  for (const line of kept.filter((text) => text.startsWith('{')).flatMap((text) => text.trim().split('\n')))
    t.notThrows(() => JSON.parse(line));
  const asAda = await host.asAdmin();
  const { sessions } = await asAda.ask('GET /api/upload/sessions');
  t.like(sessions, [{ filename: 'one.jsonl', version: 2 }, { filename: 'three.jsonl', version: 1 }]);

  const deleted = await machine.json(['session', 'delete', 'on', '--yes']);
  await appendFile(join(transcriptFolder(machine), 'one.jsonl'), turn('even more'));
  await machine.json(['sync', '--upload-only']);

  t.like(deleted, { ok: true, id: 'one', deleted: true });
  t.like((await asAda.ask('GET /api/upload/sessions'))['sessions'], [{ filename: 'three.jsonl' }]);
  const [userId = ''] = await readdir(join(host.dataDir, 'user_sessions'));
  t.is((await readdir(join(host.dataDir, 'user_sessions', userId))).length, 1);
});
