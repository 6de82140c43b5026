import type { Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { MessagePort } from 'node:worker_threads';

/** What is asked of `hashFiles`: a file at first by its path, then how many of its bytes are there, and in the end its digest. */
export interface HashWish {
  readonly id: number;
  readonly path?: string;
  readonly front?: number;
  /** `digest`: of what is there, once all of it is hashed; `nothing`: the file is of no interest any more. */
  readonly end?: 'digest' | 'nothing';
}

/** What it answers to a file's end. */
export type HashAnswer = { readonly id: number } & ({ readonly digest: string } | { readonly error: string });

/**
 * Hashes files as far as they are there, while they are being written.
 *
 * It may run in a thread that is given nothing but its text, so everything it uses is in it.
 */
export const hashFiles = async (port: Pick<MessagePort, 'on' | 'postMessage'>): Promise<void> => {
  const { open } = await import('node:fs/promises');
  const { createHash } = await import('node:crypto');
  const mostAtOnce = 1024 * 1024;
  const kept = new Map<number, Kept>();

  const begun = (path: string): Kept => {
    const [file, hash] = [open(path), createHash('sha256')];
    return { file, hash, buffer: undefined, front: 0, done: 0, work: Promise.resolve() };
  };

  const catchUp = async (one: Kept): Promise<void> => {
    const file = await one.file;
    while (one.done < one.front) {
      one.buffer ??= Buffer.allocUnsafeSlow(Math.min(mostAtOnce, one.front));
      const length = Math.min(one.buffer.length, one.front - one.done);
      const { bytesRead } = await file.read(one.buffer, 0, length, one.done);
      // Somebody cut the file: its digest tells.
      if (bytesRead === 0) return;
      one.hash.update(one.buffer.subarray(0, bytesRead));
      one.done += bytesRead;
    }
  };

  const finish = async (id: number, one: Kept, end: 'digest' | 'nothing'): Promise<void> => {
    kept.delete(id);
    if (end === 'nothing') one.front = 0;
    const answer = await one.work.then(
      () => ({ id, digest: one.hash.digest('hex') }),
      (error: unknown) => ({ id, error: String(error) }),
    );
    await one.file.then((file) => file.close()).catch(() => {});
    if (end === 'digest') port.postMessage(answer);
  };

  port.on('message', ({ id, path, front, end }: HashWish) => {
    const one = path === undefined ? kept.get(id) : begun(path);
    if (!one) return;
    kept.set(id, one);
    one.front = Math.max(one.front, front ?? 0);
    one.work = one.work.then(() => catchUp(one));
    // Told with the digest.
    one.work.catch(() => {});
    if (end) void finish(id, one, end);
  });
};

/** A file that is hashed, and how far. */
interface Kept {
  readonly file: Promise<FileHandle>;
  readonly hash: Hash;
  buffer: Buffer | undefined;
  front: number;
  done: number;
  work: Promise<void>;
}
