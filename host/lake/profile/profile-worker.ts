import { openChannel } from '@agnes/sdk/wire';
import { stringifyExact } from './exact-json.ts';
import type { ProfileAnswer, ProfileRequest } from './profile-messages.ts';
import { profileTable } from './worker/profile-table.ts';
import { relateTable } from './worker/relate-table.ts';

/*
 * The process that puts tables into numbers: the files may have been written by anybody, and what they hold may not
 * fit into memory. It does one thing after another and ends with its channel, at once.
 */
const channel = openChannel();
const pieceLength = 1_000_000;

const send = (answer: ProfileAnswer): Promise<void> => channel.send(answer);

const answer = async (request: ProfileRequest): Promise<void> => {
  if (request.command === 'relate') {
    const { table, candidates, limits } = request;
    return send({ type: 'related', related: await relateTable(table, candidates, limits) });
  }
  const text = stringifyExact(await profileTable(request.table, request.limits));
  for (let from = 0; from < text.length; from += pieceLength) {
    await send({ type: 'piece', text: text.slice(from, from + pieceLength) });
  }
  await send({ type: 'profiled' });
};

const work = async (request: ProfileRequest): Promise<void> => {
  try {
    await answer(request);
  } catch (cause) {
    // The lines after the first one repeat the statement, and with it where the files lie.
    const [why = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n', 1);
    await send({ type: 'failed', why });
  }
};

for await (const message of channel.messages) {
  // The host is the only sender; it and this program are one version.
  void work(message as ProfileRequest).catch(() => {});
}
// Whoever asked is gone: a statement at work would go on for nobody.
process.kill(process.pid, 'SIGKILL');
