import { openChannel } from '@agnes/sdk/wire';
import { armCrashPoint } from '../store/crash-point.ts';
import type { BuildAnswer, BuildRequest } from './builder-messages.ts';
import { buildGeneration } from './worker/build-generation.ts';
import { Workbench } from './worker/workbench.ts';

/*
 * The builder process: parquet files may have been written by anybody, so they are opened where a crash of the
 * engine costs one rebuild and not the host. It ends with its channel, at once.
 */

/** A lake of a hundred thousand files is named in one message. */
const longestRequest = 256 * 1024 * 1024;
const channel = openChannel(longestRequest);
const bench = new Workbench();

const build = async (request: BuildRequest): Promise<BuildAnswer> => {
  armCrashPoint(request.crashAt);
  try {
    return { type: 'built', faults: await buildGeneration(request, bench) };
  } catch (cause) {
    return { type: 'failed', why: cause instanceof Error ? cause.message : String(cause) };
  }
};

let busy = 0;
for await (const message of channel.messages) {
  busy += 1;
  // The host is the only sender; it and this program are one version.
  void build(message as BuildRequest)
    .then((answer) => channel.send(answer))
    .finally(() => {
      busy -= 1;
    });
}
// Whoever asked is gone, and its successor may be building the same generation: no step may follow.
if (busy > 0) process.kill(process.pid, 'SIGKILL');
process.exit();
