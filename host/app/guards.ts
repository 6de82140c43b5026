import { attributionNow } from '../kernel/attribution.ts';
import type { Log } from './log.ts';

/**
 * Keeps a stray error of one plugin from ending the host for everybody.
 *
 * An error that nobody caught is laid at the door of the plugin whose code was running. Where it was the host's own,
 * the process ends: what it was doing is unknown, and everything acknowledged is on disk.
 */
export const guardProcess = (log: Log): Disposable => {
  const onRejection = (error: unknown): void => {
    log('stray_rejection', { ...attributionNow(), error });
  };
  const onException = (error: unknown): void => {
    const culprit = attributionNow();
    log('stray_error', { ...culprit, error });
    if (!culprit) process.exit(1);
  };
  process.on('unhandledRejection', onRejection);
  process.on('uncaughtException', onException);
  return {
    [Symbol.dispose]: () => {
      process.off('unhandledRejection', onRejection);
      process.off('uncaughtException', onException);
    },
  };
};
