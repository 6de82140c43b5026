import { attributionNow } from '../kernel/attribution.ts';
import { reasonOf } from '../kernel/reason.ts';
import type { Log } from './log.ts';

/**
 * Keeps a stray error of one plugin from ending the host for everybody.
 *
 * An error that nobody caught is laid at the door of the plugin whose code was running. Where it was the host's own,
 * the process ends: what it was doing is unknown, and everything acknowledged is on disk.
 */
export const guardProcess = (log: Log): Disposable => {
  const told = sparing();
  const lay = (event: string, error: unknown): boolean => {
    const culprit = attributionNow();
    const { plugin, version, during } = culprit ?? {};
    if (told(plugin)) log(event, { ...(culprit && { plugin, version, during }), error: shown(error) });
    culprit?.blame?.(error);
    return culprit !== undefined;
  };
  const onRejection = (error: unknown): void => void lay('stray_rejection', error);
  const onException = (error: unknown): void => {
    if (!lay('stray_error', error)) process.exit(1);
  };
  // Whoever read what is printed may be gone. To print an error of that would be the next one, and so on for ever.
  const onOutputError = (): void => undefined;
  const outputs = [process.stdout, process.stderr];
  for (const output of outputs) output.on('error', onOutputError);
  process.on('unhandledRejection', onRejection);
  process.on('uncaughtException', onException);
  return {
    [Symbol.dispose]: () => {
      for (const output of outputs) output.off('error', onOutputError);
      process.off('unhandledRejection', onRejection);
      process.off('uncaughtException', onException);
    },
  };
};

const minute = 60_000;
const mostAMinute = 30;

/** Lets the first errors of each plugin in a minute through, and every one of the host. */
const sparing = (): ((plugin: string | undefined) => boolean) => {
  const counts = new Map<string, { since: number; count: number }>();
  return (plugin) => {
    if (plugin === undefined) return true;
    const now = performance.now();
    const known = counts.get(plugin);
    const count = known && now - known.since < minute ? known : { since: now, count: 0 };
    counts.set(plugin, count);
    count.count += 1;
    return count.count <= mostAMinute;
  };
};

// What was thrown may be made to throw when it is written down.
const shown = (error: unknown): unknown => {
  if (!(error instanceof Error)) return reasonOf(error);
  try {
    JSON.stringify([error.name, error.message, error.stack, error.cause]);
    return error;
  } catch {
    return reasonOf(error);
  }
};
