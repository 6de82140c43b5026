import type { Channel } from 'node:diagnostics_channel';
import { type HookTrace, hookTraces, type RunTrace, runTraces } from '../../kernel/traces.ts';

/** Prints one line; the time stands before it. */
export type Say = (line: string) => void;

/** Tells of every run, check and hook call of a plugin, until it is disposed of. */
export const traceCalls = (plugin: string, say: Say): Disposable => {
  const stack = new DisposableStack();
  // What is published on these channels is of these types; see host/kernel/traces.ts.
  stack.use(
    listen(runTraces, (trace) => told(trace as RunTrace, plugin, () => say(runLine(trace as RunTrace)))),
  );
  stack.use(
    listen(hookTraces, (trace) => told(trace as HookTrace, plugin, () => say(hookLine(trace as HookTrace)))),
  );
  return stack;
};

const told = (trace: { readonly plugin: string }, plugin: string, tell: () => void): void => {
  if (trace.plugin === plugin) tell();
};

const listen = (channel: Channel, heard: (message: unknown) => void): Disposable => {
  channel.subscribe(heard);
  return { [Symbol.dispose]: () => channel.unsubscribe(heard) };
};

const runLine = ({ command, source, ms, tables, error }: RunTrace): string =>
  [
    command.padEnd(8),
    ...(source === undefined ? [] : [`${source}:`]),
    error ?? (tables.length > 0 ? tables.join(', ') : 'ok'),
    `(${Math.round(ms)} ms)`,
  ].join(' ');

const hookLine = ({ hook, ms, error }: HookTrace): string =>
  `hook     ${hook}: ${error ?? 'ok'} (${ms.toFixed(1)} ms)`;
