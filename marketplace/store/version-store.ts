import { hash, randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { packageRefused, versionMissing, versionTampered } from '../errors.ts';
import { pluginFile } from '../manifests/plugin-manifest.ts';
import { contentDigest } from '../normalise/content-digest.ts';
import type { PluginTree, ReadFile, TreeFile } from '../normalise/plugin-tree.ts';
import { type PluginVersion, writtenManifest } from '../normalise/plugin-version.ts';

/**
 * Versions of plugins, once each, in a folder named by the digest of their content. The name is all that has to be
 * trusted: what is read is hashed again.
 */
export class VersionStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Keeps a version that was just read from this tree; one that is kept already is left alone. */
  async keep(version: PluginVersion, tree: PluginTree, signal: AbortSignal): Promise<void> {
    const address = this.#address(version.contentDigest);
    if (await exists(address)) return;
    const incoming = join(this.#folder, `.incoming-${randomUUID()}`);
    try {
      await mkdir(incoming, { recursive: true, mode: 0o700 });
      await writeVersion(version, tree, { incoming, signal });
      await rename(incoming, address).catch(async (cause) => {
        if (!(await exists(address))) throw cause;
      });
    } finally {
      await rm(incoming, { recursive: true, force: true });
    }
  }

  /** The files of a version without their content, sorted by path. Throws when it is not kept. */
  async list(digest: string): Promise<readonly TreeFile[]> {
    const address = this.#address(digest);
    const found = await readdir(address, { recursive: true, withFileTypes: true }).catch((cause) => {
      throw versionMissing({ digest }, { cause });
    });
    const entries = found.filter((entry) => !entry.isDirectory());
    if (!entries.every((entry) => entry.isFile())) throw versionTampered({ digest });
    const files = await inGroups(entries, async (entry): Promise<TreeFile> => {
      const full = join(entry.parentPath, entry.name);
      const { mode, size } = await stat(full);
      const path = relative(address, full).replaceAll(sep, '/');
      return { path, isExecutable: (mode & 0o111) !== 0, bytes: size };
    });
    return files.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Reads a version whole. Throws when its files are not those of its digest any more. */
  async read(digest: string): Promise<readonly ReadFile[]> {
    const address = this.#address(digest);
    const files = await inGroups(
      await this.list(digest),
      async (file): Promise<ReadFile> => ({ ...file, content: await readFile(join(address, file.path)) }),
    );
    const digested = files.map((file) => ({ ...file, sha256: hash('sha256', file.content) }));
    if (contentDigest(digested) !== digest) throw versionTampered({ digest });
    return files;
  }

  /** The digests of all versions that are kept. */
  async digests(): Promise<readonly string[]> {
    const names = await namesIn(this.#folder);
    return names.filter((name) => /^[0-9a-f]{64}$/.test(name)).sort();
  }

  /** Moves what is not what it was out of the way, so that it can be looked at and its content kept anew. */
  async setAside(digest: string): Promise<void> {
    await mkdir(this.#quarantine, { recursive: true, mode: 0o700 });
    const address = this.#address(digest);
    try {
      // From now on it is there to be looked at.
      await utimes(address, new Date(), new Date());
      await rename(address, join(this.#quarantine, `${digest}-${randomUUID()}`));
    } catch (cause) {
      // What is gone already cannot be looked at.
      if (!isAbsence(cause)) throw cause;
    }
  }

  /**
   * Removes what a process left behind that ended while it kept a version, and what was set aside before an instant;
   * nobody may be keeping a version.
   */
  async sweep(asideBefore: number): Promise<void> {
    for (const name of await namesIn(this.#quarantine)) {
      const path = join(this.#quarantine, name);
      if ((await stat(path)).mtimeMs < asideBefore) await rm(path, { recursive: true, force: true });
    }
    const names = await namesIn(this.#folder);
    const left = names.filter((name) => name.startsWith('.incoming-'));
    for (const name of left) await rm(join(this.#folder, name), { recursive: true, force: true });
  }

  /** Lets a version go. */
  async remove(digest: string): Promise<void> {
    await rm(this.#address(digest), { recursive: true, force: true });
  }

  get #quarantine(): string {
    return join(dirname(this.#folder), 'quarantine');
  }

  #address(digest: string): string {
    return join(this.#folder, digest);
  }
}

interface Incoming {
  readonly incoming: string;
  readonly signal: AbortSignal;
}

/** A folder that cannot be read is no empty one: nobody is to think that what it holds is gone. */
const namesIn = (folder: string): Promise<readonly string[]> =>
  readdir(folder).catch((cause: unknown) => {
    if (isAbsence(cause)) return [];
    throw cause;
  });

/** Files that are read or written at a time: each waits for the disk. */
const atOnce = 16;

const inGroups = async <T, Made>(all: readonly T[], make: (one: T) => Promise<Made>): Promise<Made[]> => {
  const made: Made[] = [];
  for (let at = 0; at < all.length; at += atOnce)
    made.push(...(await Promise.all(all.slice(at, at + atOnce).map(make))));
  return made;
};

const writeVersion = async (version: PluginVersion, tree: PluginTree, to: Incoming): Promise<void> => {
  const wanted = new Map(version.files.map((file) => [file.path, file]));
  const changed = () => packageRefused({ thing: version.entry, rule: 'changed while it was read', next });
  const { written: manifest } = version.manifest;
  let count = manifest ? 1 : 0;
  let writing = manifest ? [writeOne(ownManifest(writtenManifest(manifest)), to)] : [];
  try {
    for await (const file of tree.contents(({ path }) => wanted.has(path), to.signal)) {
      // What was read a moment ago may have been replaced since, where it does not come from a commit.
      if (wanted.get(file.path)?.sha256 !== hash('sha256', file.content)) throw changed();
      writing.push(writeOne(file, to));
      count += 1;
      if (writing.length < atOnce) continue;
      await Promise.all(writing);
      writing = [];
    }
    await Promise.all(writing);
  } finally {
    await Promise.allSettled(writing);
  }
  if (count < wanted.size) throw changed();
  await flushAll([...wanted.keys()], to);
};

/** Has files on the disk, after all of them are written: one by one each would wait for the disk alone. */
const flushAll = async (paths: readonly string[], { incoming }: Incoming): Promise<void> => {
  await inGroups(paths, (path) => flush(join(incoming, path)));
};

const flush = async (path: string): Promise<void> => {
  await using file = await open(path, 'r');
  await file.sync();
};

const next = 'Sync again.';

const ownManifest = (content: Buffer): ReadFile => ({
  path: pluginFile,
  isExecutable: false,
  bytes: content.length,
  content,
});

const writeOne = async (file: ReadFile, { incoming }: Incoming): Promise<void> => {
  const to = join(incoming, file.path);
  await mkdir(dirname(to), { recursive: true });
  await writeFile(to, file.content, { flag: 'wx' });
  await chmod(to, file.isExecutable ? 0o555 : 0o444);
};

const isAbsence = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';

const exists = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
