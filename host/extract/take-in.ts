import { openChannel } from '@agnes/sdk/wire';
import { armCrashPoint } from '../store/crash-point.ts';
import type { ReadRequest } from './read-messages.ts';
import type { StageRequest } from './take-in-messages.ts';
import type { TakeInAnswer, TakeInRequest } from './take-in-protocol.ts';
import { tableErrorOf } from './worker/input-fault.ts';
import { publishExtract } from './worker/publish-extract.ts';
import { readExtract } from './worker/read-extract.ts';
import { openSandbox } from './worker/sandbox.ts';
import { stageTable } from './worker/stage-table.ts';

/*
 * The take-in process: opens what came out of a connector, or out of somebody else's hands, where a crash or a
 * memory bomb costs one run. It ends with its channel, at once.
 */
const channel = openChannel();
const answer = (message: TakeInAnswer): Promise<void> => channel.send(message);

const stage = async (request: StageRequest): Promise<void> => {
  const { scratch, allowedPaths, extractDir, tables, limits } = request;
  const folders = [scratch, ...allowedPaths, ...(extractDir === undefined ? [] : [extractDir])];
  using sandbox = await openSandbox({ folders, temp: scratch, limits });
  for (const table of tables)
    await answer({ type: 'table', table: await stageTable(sandbox, table, request) });
  await answer({ type: 'staged' });
};

const read = async (request: ReadRequest): Promise<void> => {
  using sandbox = await openSandbox({ folders: [request.extractDir], limits: request.limits });
  await answer({ type: 'read', extract: await readExtract(sandbox, request, answer) });
};

const serve = async (request: TakeInRequest): Promise<void> => {
  armCrashPoint(request.crashAt);
  if (request.command === 'read') return read(request);
  if (request.command === 'stage') return stage(request);
  await answer({ type: 'published', tables: await publishExtract(request) });
};

const work = async (request: TakeInRequest): Promise<void> => {
  try {
    await serve(request);
  } catch (cause) {
    const folders = request.command === 'stage' ? [request.scratch] : [request.extractDir];
    await answer({ type: 'failed', error: tableErrorOf(cause, folders) });
  }
};

let busy = 0;
for await (const message of channel.messages) {
  busy += 1;
  // The host is the only sender; it and this program are one version.
  void work(message as TakeInRequest).finally(() => {
    busy -= 1;
  });
}
// Whoever asked is gone, and its successor may be at work on the same folder: no step may follow.
if (busy > 0) process.kill(process.pid, 'SIGKILL');
