import type { Channel } from 'node:diagnostics_channel';
import { type HookTrace, hookTraces, type RunTrace, runTraces } from '../../kernel/traces.ts';

import type { DevSession } from './dev-session.ts';

/** Prints one line; the time stands before it. */
export type Say = (line: string) => void;

/** Tells of every run, check and hook call of a plugin, until it is disposed of. */
export const traceCalls = (plugin: string, say: Say, session: DevSession): Disposable => {
  const stack = new DisposableStack();
  // What is published on these channels is of these types; see host/kernel/traces.ts.
  stack.use(
    listen(runTraces, (trace) => {
      const run = trace as RunTrace;
      if (run.plugin !== plugin) return;
      session.noteRun(run);
      say(runLine(run));
    }),
  );
  stack.use(
    listen(hookTraces, (trace) => {
      const call = trace as HookTrace;
      if (call.plugin !== plugin) return;
      session.noteHook(call);
      say(hookLine(call));
    }),
  );
  return stack;
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
