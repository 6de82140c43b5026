import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** How long what was seen is believed. */
const believedMs = 10_000;

/** A hash over the documents that lie beside the data, for clients that keep a copy of them. */
export class DocsDigest {
  readonly #folder: string;
  readonly #now: () => number;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #stamp = '';
  #hash: string | undefined;

  constructor(folder: string, now: () => number) {
    this.#folder = folder;
    this.#now = now;
  }

  /** Nothing while there are no documents. Their content is read only when one of them looks different. */
  async read(): Promise<string | undefined> {
    if (this.#now() - this.#lookedAt < believedMs) return this.#hash;
    this.#lookedAt = this.#now();
    const files = await this.#files();
    const stamps = await Promise.all(files.map(stampOf));
    const stamp = stamps.join('\n');
    if (stamp !== this.#stamp) {
      this.#hash = files.length === 0 ? undefined : await this.#hashOf(files);
      this.#stamp = stamp;
    }
    return this.#hash;
  }

  async #files(): Promise<readonly string[]> {
    const options = { recursive: true, withFileTypes: true } as const;
    const entries = await readdir(this.#folder, options).catch(() => []);
    return entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort();
  }

  async #hashOf(files: readonly string[]): Promise<string> {
    const hash = createHash('sha256');
    for (const path of files) {
      // One that has just been removed is noticed at the next look.
      const content = await readFile(path).catch(() => Buffer.alloc(0));
      hash.update(`${relative(this.#folder, path)}\n${content.length}\n`).update(content);
    }
    return hash.digest('hex');
  }
}

const stampOf = async (path: string): Promise<string> => {
  const stats = await stat(path).catch(() => undefined);
  return `${path} ${stats?.mtimeMs} ${stats?.size}`;
};
