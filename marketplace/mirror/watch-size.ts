import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Says when a folder has become too large. */
export interface SizeWatch extends AsyncDisposable {
  readonly signal: AbortSignal;
  /** Looks once more, and throws when it is too large: what came at once was never looked at. */
  readonly check: () => Promise<void>;
}

const everyMs = 500;

/** Looks at a folder twice a second while git fills it: git itself takes whatever it is sent. */
export const watchSize = (folder: string, mostBytes: number): SizeWatch => {
  const over = new AbortController();
  let looking: Promise<void> = Promise.resolve();
  const look = (): Promise<void> => {
    looking = looking.then(async () => {
      if (!over.signal.aborted && (await bytesOf(folder)) > mostBytes) over.abort();
    });
    return looking;
  };
  const timer = setInterval(look, everyMs);
  return {
    signal: over.signal,
    check: async () => {
      await look();
      over.signal.throwIfAborted();
    },
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await looking;
    },
  };
};

const bytesOf = async (folder: string): Promise<number> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      stat(join(parentPath, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
};
