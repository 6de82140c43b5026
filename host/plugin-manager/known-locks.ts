import { stat } from 'node:fs/promises';
import type { GenerationLock } from '../kernel/generation-lock.ts';

/** Lock files that were read: they never change, so each is read and compared with its hash once. */
export class KnownLocks {
  readonly #known = new Map<string, { readonly identity: string; readonly lock: GenerationLock }>();

  /** What this file holds, by `read` where it is not the file that was read before; throws when it cannot be used. */
  async at(path: string, read: () => Promise<GenerationLock>): Promise<GenerationLock> {
    // What is put in its place while it is read has another identity the next time.
    const identity = await identityOf(path);
    const known = this.#known.get(path);
    if (known?.identity === identity) return known.lock;
    const lock = await read();
    this.#known.set(path, { identity, lock });
    return lock;
  }

  /** Forgets what is not among these files. */
  keepOnly(paths: readonly string[]): void {
    const kept = new Set(paths);
    for (const path of this.#known.keys()) if (!kept.has(path)) this.#known.delete(path);
  }
}

/** Another one for each file, and for whatever is written into it. */
const identityOf = async (path: string): Promise<string> => {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
};
