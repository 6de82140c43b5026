import { createWriteStream } from 'node:fs';
import { access, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { renameDurably } from '../../store/durable-file.ts';
import { type FileHashes, hashAndSync } from '../../store/file-hashes.ts';
import { resultTooLarge } from './errors.ts';

const ready = '.parquet';
const begun = '.part';

/** The files of results, one for each job. Nobody but the host may look into the folder. */
export class ResultFolder {
  readonly #folder: string;
  readonly #mostBytes: number;

  constructor(folder: string, mostBytes: number) {
    this.#folder = folder;
    this.#mostBytes = mostBytes;
  }

  /** Where the result of a job is, if it has one. */
  path(jobId: string): string {
    return join(this.#folder, `${jobId}${ready}`);
  }

  /** True when there is a file for this job. */
  async has(jobId: string): Promise<boolean> {
    return await access(this.path(jobId)).then(
      () => true,
      () => false,
    );
  }

  /** Makes the folder and removes what was never finished. Call it before anything is written. */
  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await this.#removeAll((name) => name.endsWith(begun));
  }

  /** Writes what comes, as it comes; the file is there as a whole or not at all. */
  async keep(jobId: string, body: Buffer | Readable): Promise<FileHashes> {
    const draft = join(this.#folder, `${jobId}${begun}`);
    try {
      const bytes = Buffer.isBuffer(body) ? [body] : body;
      await pipeline(bytes, capped(this.#mostBytes), createWriteStream(draft, { mode: 0o600 }));
      const hashes = await hashAndSync(draft);
      await renameDurably(draft, this.path(jobId));
      return hashes;
    } finally {
      await rm(draft, { force: true });
    }
  }

  async remove(jobId: string): Promise<void> {
    await rm(this.path(jobId), { force: true });
  }

  /** Removes the results of all other jobs and tells how many there were. */
  async sweep(wanted: ReadonlySet<string>): Promise<number> {
    return await this.#removeAll((name) => name.endsWith(ready) && !wanted.has(name.slice(0, -ready.length)));
  }

  async #removeAll(isGone: (name: string) => boolean): Promise<number> {
    const gone = (await readdir(this.#folder)).filter(isGone);
    for (const name of gone) await rm(join(this.#folder, name), { force: true });
    return gone.length;
  }
}

const capped = (most: number) =>
  async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let size = 0;
    for await (const chunk of source) {
      size += chunk.length;
      if (size > most) throw resultTooLarge({ limit_bytes: most });
      yield chunk;
    }
  };
