import { openChannel } from '@agnes/sdk/wire';
import { joinParts } from './single/join-parts.ts';
import type { SingleAnswer, SingleRequest } from './single/messages.ts';

/* The joiner process: makes one file out of the parts of one table, and ends. */

const longestRequest = 64 * 1024 * 1024;
const channel = openChannel(longestRequest);

const answerTo = async (request: SingleRequest): Promise<SingleAnswer> => {
  try {
    return { type: 'joined', file: await joinParts(request) };
  } catch (cause) {
    return { type: 'failed', why: cause instanceof Error ? cause.message : String(cause) };
  }
};

let busy = false;
for await (const message of channel.messages) {
  busy = true;
  // The host is the only sender; it and this program are one version.
  void answerTo(message as SingleRequest)
    .then((answer) => channel.send(answer))
    .finally(() => {
      busy = false;
    });
}
// Nobody waits for it any more.
process.exit(busy ? 1 : 0);
