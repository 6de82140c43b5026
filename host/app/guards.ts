import { attributionNow } from '../kernel/attribution.ts';
import type { Log } from './log.ts';

/**
 * Keeps a stray error of one plugin from ending the host for everybody.
 *
 * An error that nobody caught is laid at the door of the plugin whose code was running. Where it was the host's own,
 * the process ends: what it was doing is unknown, and everything acknowledged is on disk.
 */
export const guardProcess = (log: Log): Disposable => {
  const told = (event: string, error: unknown): boolean => {
    const { stray, ...culprit } = attributionNow() ?? {};
    log(event, { ...culprit, error });
    stray?.(error);
    return 'plugin' in culprit;
  };
  const onRejection = (error: unknown): void => {
    told('stray_rejection', error);
  };
  const onException = (error: unknown): void => {
    if (!told('stray_error', error)) process.exit(1);
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
