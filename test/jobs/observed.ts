import type { Jobs } from '../../host/jobs/jobs.ts';

/** Sees everything. */
export const admin = { userId: 'admin', isAdmin: true } as const;

/** A promise and the function that keeps it: how a test holds a handler. */
export interface Gate {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

/** A gate that is shut. */
export const gate = (): Gate => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
};

/** Rejects with the reason of the signal once it is aborted, as a well-behaved handler does. */
export const aborted = async (signal: AbortSignal): Promise<never> => {
  signal.throwIfAborted();
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  throw signal.reason;
};

/** Resolves to the events of a job up to and including the first that fits. */
export const eventsUntil = async (
  jobs: Jobs,
  id: string,
  fits: (event: string) => boolean,
): Promise<readonly string[]> => {
  const { signal } = new AbortController();
  const stream = await jobs.follow(admin, id, { after: 0, signal });
  const seen: string[] = [];
  for await (const chunk of stream) {
    const frames = String(chunk)
      .split('\n\n')
      .filter((frame) => frame.startsWith('id:'));
    seen.push(...frames);
    if (frames.some(fits)) break;
  }
  return seen;
};

/** Resolves when the job has ended. */
export const ended = (jobs: Jobs, id: string): Promise<readonly string[]> =>
  eventsUntil(jobs, id, (event) => event.includes('event: end'));
