import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { constants, copyFile, link, lstat, mkdir, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, ignoreMissing, syncFile, syncFolder } from '../files/durable-file.ts';
import type { RemoteFile, RemoteTable } from './manifest.ts';

const readChunk = 1024 * 1024;

/** The parquet files of a workspace. Good files are only ever replaced by whole, verified ones. */
export class Store {
  readonly folder: string;
  readonly #arriving: string;

  constructor(workspace: string) {
    this.folder = join(workspace, 'server', 'parquet');
    this.#arriving = join(this.folder, '.tmp');
  }

  /** Makes the folders, and finishes a switch that a crash has interrupted. */
  async open(): Promise<void> {
    await mkdir(this.#arriving, { recursive: true });
    for (const name of await readdir(this.#arriving)) {
      if (name.endsWith('.new')) await rm(join(this.#arriving, name), { recursive: true });
      if (name.endsWith('.old')) await this.#putBack(name);
    }
  }

  /** Where a file of a table lies. */
  pathOf(id: string, part: string): string {
    return part === '' ? join(this.folder, `${id}.parquet`) : join(this.folder, id, partFile(part));
  }

  /** Where bytes with this digest are collected until they are complete. */
  sideFile(sha256: string): string {
    return join(this.#arriving, `${sha256}.part`);
  }

  /** True when a file of that size lies there; what was downloaded was verified then. */
  async has(id: string, { part, bytes }: RemoteFile): Promise<boolean> {
    return (await sizeOf(this.pathOf(id, part))) === bytes;
  }

  /** Ids of all tables that have files, also of those the state has forgotten. */
  async ids(): Promise<readonly string[]> {
    const entries = (await readdir(this.folder, { withFileTypes: true }).catch(ignoreMissing)) ?? [];
    return entries
      .filter(
        (entry) => !entry.name.startsWith('.') && (entry.isDirectory() || entry.name.endsWith('.parquet')),
      )
      .map(({ name }) => name.replace(/\.parquet$/, ''));
  }

  /**
   * Offers a file that lies on this machine already for the digest that is wanted; false when it is another by now. The copy
   * is looked at, not the original, which may be replaced meanwhile.
   */
  async adopt(path: string, { sha256, bytes }: RemoteFile): Promise<boolean> {
    const original = await lstat(path).catch(ignoreMissing);
    if (!original?.isFile() || original.size !== bytes) return false;
    const [copy, side] = [join(this.#arriving, `${sha256}.same`), this.sideFile(sha256)];
    await rm(copy, { force: true });
    await cloneOrLink(path, copy);
    const isSame = (await digestOf(copy)) === sha256;
    if (isSame) await rename(copy, side);
    else await rm(copy);
    return isSame;
  }

  /** Puts the verified files of a table in place: all of them or none. A power cut may undo it until `settle` has ended. */
  async install({ id, files }: RemoteTable): Promise<void> {
    const [first] = files;
    if (first?.part === '') await this.#installFile(id, first);
    else await this.#installParts(id, files);
  }

  /** Makes what was installed last. */
  async settle(): Promise<void> {
    await syncFolder(this.folder);
  }

  /** Removes every file of a table. */
  async remove(id: string): Promise<void> {
    await rm(this.pathOf(id, ''), { force: true });
    await rm(join(this.folder, id), { recursive: true, force: true });
  }

  /** Forgets collected bytes that have found their place. */
  async forget(files: readonly RemoteFile[]): Promise<void> {
    for (const { sha256 } of files) await rm(this.sideFile(sha256), { force: true });
  }

  /** Throws away everything collected, also what could be resumed. */
  async sweep(): Promise<void> {
    await rm(this.#arriving, { recursive: true, force: true });
  }

  /** Bytes the disk can still take. */
  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.folder);
    return bavail * bsize;
  }

  async #installFile(id: string, { sha256 }: RemoteFile): Promise<void> {
    const side = this.sideFile(sha256);
    // Nothing arrived because the right file lies there already.
    if ((await sizeOf(side)) === undefined) return;
    const fresh = join(this.#arriving, `${id}.new`);
    await rm(fresh, { recursive: true, force: true });
    await linkOrCopy(side, fresh);
    await rename(fresh, this.pathOf(id, ''));
    await rm(join(this.folder, id), { recursive: true, force: true });
  }

  async #installParts(id: string, files: readonly RemoteFile[]): Promise<void> {
    const [place, fresh, old] = [
      join(this.folder, id),
      join(this.#arriving, `${id}.new`),
      join(this.#arriving, `${id}.old`),
    ];
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh);
    for (const { part, sha256 } of files) {
      const side = this.sideFile(sha256);
      await linkOrCopy(
        (await sizeOf(side)) === undefined ? this.pathOf(id, part) : side,
        join(fresh, partFile(part)),
      );
    }
    await syncFolder(fresh);
    await rename(place, old).catch(ignoreMissing);
    await rename(fresh, place);
    await rm(old, { recursive: true, force: true });
    await rm(this.pathOf(id, ''), { force: true });
  }

  async #putBack(name: string): Promise<void> {
    const place = join(this.folder, name.replace(/\.old$/, ''));
    const old = join(this.#arriving, name);
    if (await stat(place).catch(ignoreMissing)) await rm(old, { recursive: true });
    else await rename(old, place);
  }
}

/** The name of a part as a file name: itself, unless it could lead elsewhere. */
const partFile = (part: string): string =>
  encodeURIComponent(part).replace(/^\.|\*/g, (character) => (character === '.' ? '%2E' : '%2A'));

/** Size of a file in bytes; `undefined` when it is not there. */
export const sizeOf = async (path: string): Promise<number | undefined> =>
  (await stat(path).catch(ignoreMissing))?.size;

/** SHA-256 of a file, in hex. */
export const digestOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: readChunk })) hash.update(chunk);
  return hash.digest('hex');
};

// A clone shares the bytes until one of both is written to. Where there is none a link does, for nothing here writes into a
// file that is in place.
const cloneOrLink = async (from: string, to: string): Promise<void> => {
  const isCloned = await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE).then(
    () => true,
    () => false,
  );
  if (isCloned) return syncFile(to);
  await rm(to, { force: true });
  await linkOrCopy(from, to);
};

// Some file systems know no links; the same bytes twice do as well.
const linkOrCopy = async (from: string, to: string): Promise<void> => {
  try {
    await link(from, to);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EXDEV', 'EMLINK', 'ENOSYS'].includes(codeOf(error) ?? '')) throw error;
    await copyFile(from, to);
  }
};
