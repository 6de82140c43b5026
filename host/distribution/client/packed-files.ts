import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import rcompare from 'semver/functions/rcompare.js';
import valid from 'semver/functions/valid.js';
import { hashFile } from '../../store/file-hashes.ts';
import { cliFileUnknown, cliNotPacked } from './errors.ts';

/** A packed command line. */
export interface PackedFile {
  readonly version: string;
  readonly name: string;
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

type Named = Pick<PackedFile, 'name' | 'version'>;

/** The packed command lines of a folder. What is put there counts at once. */
export class PackedFiles {
  readonly #folder: string;
  /** Hashes by name, size and time of change. */
  readonly #hashes = new Map<string, Promise<string>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The newest by the order of versions; `cli_not_packed` when there is none. */
  async newest(): Promise<PackedFile> {
    const [first] = (await this.#named()).toSorted((a, b) => rcompare(a.version, b.version));
    if (!first) throw cliNotPacked({});
    return this.#described(first);
  }

  /** The one of exactly this name; `cli_file_not_found` when there is none. */
  async find(name: string): Promise<PackedFile> {
    const found = (await this.#named()).find((file) => file.name === name);
    if (!found) throw cliFileUnknown({ name });
    return this.#described(found);
  }

  async #named(): Promise<readonly Named[]> {
    // A folder that is not there holds none.
    const names = await readdir(this.#folder).catch(() => []);
    return names.flatMap((name) => {
      const version = valid(/^agnes-cli-(.+)\.tgz$/.exec(name)?.[1]);
      return version ? [{ name, version }] : [];
    });
  }

  async #described({ name, version }: Named): Promise<PackedFile> {
    const path = join(this.#folder, name);
    const { size, mtimeMs } = await stat(path);
    const key = `${name} ${size} ${mtimeMs}`;
    const hash = this.#hashes.get(key) ?? hashFile(path);
    this.#hashes.set(key, hash);
    return { version, name, path, size, sha256: await hash };
  }
}
