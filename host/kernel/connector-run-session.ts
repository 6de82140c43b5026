import type { PlatformError } from '@agnes/sdk';
import { type Failure, failureOf } from '@agnes/sdk/extract';
import type { Broker } from './broker.ts';
import type { Child } from './child-process.ts';
import { startConfined } from './connector-run-child.ts';
import { runCancelled } from './connector-run-errors.ts';
import { crashOf } from './connector-run-exit.ts';
import { toldFailure } from './connector-run-heard.ts';
import { limitsOf, watchRun } from './connector-run-limits.ts';
import type { ConnectorOrder } from './connector-run-order.ts';
import { writesExtract } from './connector-run-secrets.ts';
import { type LastWord, Talk } from './connector-run-talk.ts';
import { wordsOf } from './connector-run-words.ts';
import { sayer } from './run-record.ts';

/** What a child said, and why it ended early if it did. */
export interface Session {
  readonly talk: Pick<Talk, 'tables' | 'discovered' | 'notices' | 'answer'>;
  readonly error?: Failure;
  /** Highest resident memory that was seen. */
  readonly peakBytes: number;
}

/** Starts a child, talks with it and sees it end, by itself or not. No process is left when this resolves. */
export const runSession = async (order: ConnectorOrder, broker: Broker): Promise<Session> => {
  const stopped = new AbortController();
  const child = confinedChild(order, broker, stopped.signal);
  order.onStarted?.(() => child.kill());
  const end = (error: PlatformError, how: 'asked' | 'atOnce'): void => {
    void child.channel.send({ type: 'cancel' }).catch(() => {});
    stopped.abort(error);
    if (how === 'atOnce') child.kill();
  };
  using _cancel = onAbort(order.signal, () => end(runCancelled({ plugin: order.plugin.plugin }), 'asked'));
  using watch = watchRun({ order, child, end });
  const talk = new Talk({ order, broker, child, alive: () => watch.alive() });
  const last = await talk.listen().catch((error: PlatformError): undefined => {
    end(error, 'atOnce');
  });
  // Before it goes: of a child that is gone nothing can be seen.
  const peakBytes = await watch.peakBytes();
  const crash = await goneAfter(order, child, last);
  const failure = failureAfter(last, stopped.signal, crash);
  const words = wordsOf(order, broker);
  return { talk, peakBytes, ...(failure && { error: toldFailure(failure, words) }) };
};

/** Starts the child of an order, confined as its plugin is. */
export const confinedChild = (order: ConnectorOrder, broker: Broker, signal: AbortSignal): Child => {
  const { plugin, staging, kept, readable, limits, log } = order;
  const { memoryMb } = limitsOf(limits, plugin.manifest);
  const words = wordsOf(order, broker);
  const say = sayer(order);
  const onLine = (stream: string, line: string): void => {
    log(`[${stream}] ${words(line)}`);
    say(stream === 'stderr' ? 'warn' : 'info', words(line));
  };
  return startConfined({
    plugin,
    staging,
    kept,
    writable: writableOf(order),
    readable,
    memoryMb,
    mayOpenAddons: writesExtract(order),
    mayOpenSockets: order.sockets !== undefined,
    onLine,
    signal,
  });
};

/** Folders, beside its own, that a run may write. */
export const writableOf = ({ job }: Pick<ConnectorOrder, 'job'>): readonly string[] =>
  Object.values(job?.folders ?? {});

/** After its last word nothing a child does matters; one that merely closed its end is made to go. */
const goneAfter = async (
  { plugin, limits }: ConnectorOrder,
  child: Child,
  last: LastWord | undefined,
): Promise<PlatformError> => {
  if (last) child.kill();
  else await child.stop();
  const { memoryMb } = limitsOf(limits, plugin.manifest);
  return crashOf({ plugin: plugin.plugin, memoryMb, exit: await child.exited });
};

const failureAfter = (
  last: LastWord | undefined,
  stopped: AbortSignal,
  crash: PlatformError,
): Failure | undefined => {
  if (last?.type === 'done') return undefined;
  // A child that was asked to end says it was cancelled; why it was asked is known here.
  if (stopped.aborted) return failureOf(stopped.reason);
  return last?.error ?? failureOf(crash);
};

const onAbort = (signal: AbortSignal, action: () => void): Disposable => {
  signal.addEventListener('abort', action, { once: true });
  if (signal.aborted) action();
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', action) };
};
