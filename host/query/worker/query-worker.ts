import { flushCompileCache } from 'node:module';
import { openChannel } from '@agnes/sdk/wire';
import type { ToWorker, WorkerSettings } from '../protocol.ts';
import { Desk } from './desk.ts';

// The program of a query worker: started by `worker-process.ts` of the host with its settings as the only argument.
// Both casts: host and worker are one version and share `protocol.ts`.
const settings = JSON.parse(process.argv[2] ?? '{}') as WorkerSettings;
const channel = openChannel();
const desk = new Desk(settings, (message) => channel.send(message));

await channel.send({ type: 'ready' });
// Now: a worker never ends in the way that would write it.
flushCompileCache();
for await (const message of channel.messages) void desk.take(message as ToWorker);
// The host is gone. An ordinary exit would wait for the statement that may still run.
process.kill(process.pid, 'SIGKILL');
