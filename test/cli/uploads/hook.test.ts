import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import test from 'ava';
import { parquetOf } from '../parquet.ts';
import { newMachine } from '../run-agnes.ts';
import { json, startStandIn } from '../stand-in.ts';
import { leaveTranscript, turn } from './transcripts.ts';

/** The log of hooks once something stands in it. */
const firstWords = async (path: string): Promise<string> => {
  for (;;) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text.includes('\n')) return text;
    await wait(20);
  }
};

test('the hook at the end of a session sends its transcript, and says so in the log', async (t) => {
  const server = await startStandIn(t);
  server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
  server.answers.set('GET /api/upload/sessions', json({ sessions: [] }));
  server.answers.set('POST /api/upload/sessions', json({ status: 'ok' }));
  const machine = await newMachine(t, server.url);
  await machine.run(['setup', '--no-claude-md', '--no-marketplace']);
  const { hooks } = JSON.parse(await readFile(machine.path('.claude', 'settings.json'), 'utf8'));
  await leaveTranscript(machine, 'one', turn('hello', machine.workspace));

  const env = { ...machine.env, CLAUDE_PROJECT_DIR: machine.workspace };
  await promisify(execFile)('sh', ['-c', hooks.SessionEnd[0].hooks[0].command], { env });

  t.regex(await firstWords(machine.path('.agnes', 'hooks.log')), /^1 session sent, in/);
  t.is(server.requests.filter((request) => request.startsWith('POST ')).length, 1);
});
