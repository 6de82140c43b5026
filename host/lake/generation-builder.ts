import { openChannel } from '@agnes/sdk/wire';
import { armCrashPoint } from '../store/crash-point.ts';
import type { BuildAnswer, BuildRequest } from './builder-messages.ts';
import { buildGeneration } from './worker/build-generation.ts';

/*
 * The builder process: parquet files may have been written by anybody, so they are opened where a crash of the
 * engine costs one rebuild and not the host. It ends with its channel.
 */
const channel = openChannel();

const build = async (request: BuildRequest): Promise<BuildAnswer> => {
  armCrashPoint(request.crashAt);
  try {
    return { type: 'built', faults: await buildGeneration(request) };
  } catch (cause) {
    return { type: 'failed', why: cause instanceof Error ? cause.message : String(cause) };
  }
};

// The host is the only sender; it and this program are one version.
for await (const message of channel.messages) await channel.send(await build(message as BuildRequest));
