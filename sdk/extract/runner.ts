import { inspect } from 'node:util';
import { isPlatformError } from '../errors.ts';
import sdk from '../package.json' with { type: 'json' };
import { openChannel } from '../wire.ts';
import type { EngineDesk } from './engine-desk.ts';
import type { FromEngine, ToEngine } from './engine-protocol.ts';
import { runCancelled } from './errors.ts';
import { failureOf } from './failure.ts';
import { HttpClient } from './http-client.ts';
import { type FromChild, protocol, type RunOrder, type ToChild } from './protocol.ts';
import { runOrder } from './run.ts';
import { fastenSeatBelt } from './seat-belt.ts';

// The program of a connector's child. It carries out one order and exits, or answers for an engine until it is told to
// go; without a host it exits too.

const heartbeatMs = 5_000;
/** Bytes: an answer of 8 MiB, each character of which may take six in JSON, and its headers. */
const longestAnswer = 64 * 1024 * 1024;
/** How long a connector may take to notice that it was cancelled. */
const patienceMs = 2_000;

const { exit } = process;
const channel = openChannel(longestAnswer);
const cancelled = new AbortController();
const send = (message: FromChild | FromEngine): Promise<void> => channel.send(message);
const http = new HttpClient(send);
let desk: Promise<EngineDesk> | undefined;

const end = async (last: FromChild): Promise<void> => {
  await send(last).catch(() => {});
  exit.call(process, 0);
};

const fail = (error: unknown): Promise<void> => {
  // The stack is for the author, in the log of the run; the message is for the people who run it.
  if (!cancelled.signal.aborted && !isPlatformError(error)) process.stderr.write(`${inspect(error)}\n`);
  return end({ type: 'error', error: failureOf(cancelled.signal.aborted ? runCancelled({}) : error) });
};

const cancel = (): void => {
  cancelled.abort(runCancelled({}));
  setTimeout(() => void fail(undefined), patienceMs);
};

// A child has no cache of what it compiled: a file that its order does not need would cost each run 5 ms.
const atDesk = async (message: ToEngine): Promise<void> => {
  desk ??= import('./engine-desk.ts').then(({ EngineDesk }) => new EngineDesk({ send, http }));
  (await desk).take(message);
};

const carryOut = async (order: RunOrder): Promise<void> => {
  try {
    if (order.sockets) (await import('./net-guard.ts')).guardSockets(order.sockets);
    await runOrder(order, { send, http, signal: cancelled.signal });
  } catch (error) {
    return fail(error);
  }
  return end({ type: 'done' });
};

const take = (message: ToChild | ToEngine): void => {
  if (message.type === 'http') http.take(message);
  else if (message.type === 'cancel') cancel();
  else if (message.type === 'run') void carryOut(message);
  else void atDesk(message).catch(fail);
};

// Rejections that nobody handles come here too.
process.on('uncaughtException', (error) => void fail(error));
process.on('SIGTERM', cancel);
const endAtOnce = fastenSeatBelt({ mayOpenAddons: process.execArgv.includes('--allow-addons') });
await send({ type: 'hello', proto: protocol, sdk: sdk.version, pid: process.pid });
setInterval(() => void send({ type: 'heartbeat' }).catch(() => {}), heartbeatMs);
// The host is the other end and of this version; what it says needs no check.
for await (const message of channel.messages) take(message as ToChild | ToEngine);
endAtOnce();
