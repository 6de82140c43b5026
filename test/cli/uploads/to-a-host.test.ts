import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { filesBelow } from '../../support/files-below.ts';
import { startHost } from '../../support/start-host.ts';
import { type Machine, newMachine } from '../run-agnes.ts';
import { leaveFile, leaveTranscript, transcriptFolder, turn } from './transcripts.ts';

const canary = 'canary-7f3a9c1d5e';

/** Leaves one of everything that may be sent, with secrets in it, and one session that is private. */
const leaveEverything = async (machine: Machine, pat: string): Promise<void> => {
  const said = [`agnes said ${pat}`, `psql://me:${canary}@db`, `ghp_${'A1b2'.repeat(9)}`, canary];
  await leaveTranscript(machine, 'one', said.map((text) => turn(text, machine.workspace)).join(''));
  await leaveTranscript(machine, 'two', turn('nobody may read this'));
  await leaveFile(machine, 'user/sessions/three.jsonl', turn('kept in the workspace'));
  await leaveFile(machine, 'user/artifacts/plot.svg', '<svg/>');
  await leaveFile(machine, '.claude/CLAUDE.local.md', `Amounts are net.\n${canary}\n`);
  await machine.run(['session', 'private', 'two']);
};

/** What the host keeps of everybody's uploads. */
const kept = async (dataDir: string): Promise<readonly string[]> => {
  const files = (await filesBelow(dataDir)).filter((path) => /\/user_\w+\//.test(path));
  return Promise.all(files.map((path) => readFile(path, 'utf8')));
};

const linesOf = (texts: readonly string[]): readonly string[] =>
  texts.filter((text) => text.startsWith('{')).flatMap((text) => text.trim().split('\n'));

test('sessions, notes and files arrive once, without secrets; what is private or deleted stays away', async (t) => {
  t.timeout(300_000);
  const host = await startHost(t);
  const machine = await newMachine(t, host.url);
  const pat = await host.token();
  Object.assign(machine.env, { AGNES_TOKEN: pat, WAREHOUSE_PASSWORD: canary });
  await leaveEverything(machine, pat);
  const uploaded = async (...args: string[]) => (await machine.json(['sync', ...args]))['uploaded'];

  const { pending_uploads: waiting } = await machine.json(['status']);
  t.deepEqual(new Set(waiting as string[]), new Set(['one.jsonl', 'three.jsonl', 'CLAUDE.local.md']));
  t.deepEqual(await uploaded('--artifacts'), { sessions: 2, local_md: 1, artifacts: 1 });
  t.deepEqual(await uploaded('--upload-only', '--artifacts'), { sessions: 0, local_md: 0, artifacts: 0 });
  await appendFile(join(transcriptFolder(machine), 'one.jsonl'), turn('more'));
  t.deepEqual(await uploaded('--upload-only'), { sessions: 1, local_md: 0, artifacts: 0 });

  const texts = await kept(host.dataDir);
  t.is(texts.length, 5);
  for (const secret of [pat, canary, 'ghp_A1b2', 'nobody may read this'])
    t.false(texts.join('').includes(secret), secret);
  for (const text of ['agnes said [redacted]', 'Amounts are net.', 'kept in the workspace', '<svg/>'])
    t.true(texts.join('').includes(text), text);
  for (const line of linesOf(texts)) t.notThrows(() => JSON.parse(line));

  t.like(await machine.json(['session', 'delete', 'on', '--yes']), { ok: true, id: 'one', deleted: true });
  await appendFile(join(transcriptFolder(machine), 'one.jsonl'), turn('even more'));
  t.deepEqual(await uploaded('--upload-only'), { sessions: 0, local_md: 0, artifacts: 0 });
  t.is((await kept(host.dataDir)).length, 3);
});
