import { randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { lineageBroken } from '../errors.ts';
import { gitIn } from '../mirror/git-door.ts';
import type { GitSurroundings } from '../mirror/git-environment.ts';
import { newBare } from '../mirror/open-bare.ts';
import { type FeedCommit, importCommit, servedRef } from './fast-import.ts';
import { sweepIncoming, type TellLeft } from './sweep-incoming.ts';

/** What the repositories of feeds are built with. */
export interface FeedRepositoriesTerms {
  readonly folder: string;
  readonly surroundings: GitSurroundings;
  /** Repositories that are kept; those used longest ago go first. */
  readonly most: number;
  /** Bytes that all of them may take together. */
  readonly mostBytes: number;
  /** Absent: nobody listens. */
  readonly log?: TellLeft;
}

/**
 * Bare repositories, one per commit, each with exactly the objects that can be reached from it: whoever may read one
 * can ask it for any object and never gets another feed's.
 */
export class FeedRepositories {
  readonly #terms: FeedRepositoriesTerms;
  /** Bytes by commit: a repository never changes. */
  readonly #sizes = new Map<string, number>();
  #swept: Promise<void> | undefined;

  constructor(terms: FeedRepositoriesTerms) {
    this.#terms = terms;
  }

  /** Builds the repository of a commit and answers its id. Throws when that of the parent is not there. */
  async build(commit: FeedCommit, signal: AbortSignal): Promise<string> {
    const { folder, surroundings, log = () => {} } = this.#terms;
    const incoming = join(folder, `.incoming-${randomUUID()}`);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      this.#swept ??= sweepIncoming(folder, log);
      await this.#swept;
      if (commit.parent === undefined) await newBare(incoming, surroundings);
      else await this.#copy(commit.parent, incoming);
      await importCommit(incoming, commit, { surroundings, signal });
      const id = await this.#seal(incoming, signal);
      await rename(incoming, this.#path(id)).catch((cause) => this.#lostRace(id, cause));
      // What was built is of use, whether others can be removed or not.
      await this.#prune().catch((cause) => log('Repositories of feeds could not be removed.', cause));
      return id;
    } finally {
      await rm(incoming, { recursive: true, force: true });
    }
  }

  /** The folder of the repository of a commit, when it is there and is that commit; it counts as used now. */
  async find(commit: string): Promise<string | undefined> {
    const path = this.#path(commit);
    const packed = await readFile(join(path, 'packed-refs'), 'utf8').catch(() => '');
    const refs = packed.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    if (refs.length !== 1 || refs[0] !== `${commit} ${servedRef}`) return undefined;
    await utimes(path, new Date(), new Date());
    return path;
  }

  /** Bytes that the repository of a commit takes, its history included. */
  async bytes(commit: string): Promise<number> {
    const files = await readdir(this.#path(commit), { recursive: true, withFileTypes: true });
    const sizes = files
      .filter((file) => file.isFile())
      .map(async (file) => (await stat(join(file.parentPath, file.name))).size);
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }

  async #copy(parent: string, to: string): Promise<void> {
    const from = await this.find(parent);
    if (from === undefined) throw lineageBroken({ commit: parent });
    await cp(from, to, { recursive: true });
  }

  /** One pack and one file of refs: what is looked at before each answer is one small file. */
  async #seal(repository: string, signal: AbortSignal): Promise<string> {
    const { surroundings } = this.#terms;
    const git = gitIn(repository, { surroundings, signal, silenceMs: 60_000 });
    await git.raw(['symbolic-ref', 'HEAD', servedRef]);
    await git.raw(['pack-refs', '--all', '--prune']);
    await git.raw(['repack', '-a', '-d', '-q']);
    return (await git.raw(['rev-parse', servedRef])).trim();
  }

  async #lostRace(id: string, cause: unknown): Promise<void> {
    if ((await this.find(id)) === undefined) throw cause;
  }

  /** Lets those go that were used longest ago, none that somebody may be reading. */
  async #prune(): Promise<void> {
    const { folder, most, mostBytes } = this.#terms;
    const names = (await readdir(folder)).filter((name) => /^[0-9a-f]{40}\.git$/.test(name));
    const found: { commit: string; bytes: number; usedAt: number }[] = [];
    for (const name of names) {
      const commit = name.slice(0, 40);
      // Another build may have removed it meanwhile.
      const known = await stat(join(folder, name)).catch(() => undefined);
      if (known) found.push({ commit, bytes: await this.#sizeOf(commit), usedAt: known.mtimeMs });
    }
    let [count, bytes] = [found.length, found.reduce((sum, one) => sum + one.bytes, 0)];
    const youngest = Date.now() - inUseMs;
    for (const one of found.toSorted((a, b) => a.usedAt - b.usedAt)) {
      if ((count <= most && bytes <= mostBytes) || one.usedAt > youngest) return;
      await rm(this.#path(one.commit), { recursive: true, force: true });
      this.#sizes.delete(one.commit);
      count -= 1;
      bytes -= one.bytes;
    }
  }

  async #sizeOf(commit: string): Promise<number> {
    const size = this.#sizes.get(commit) ?? (await this.bytes(commit).catch(() => 0));
    this.#sizes.set(commit, size);
    return size;
  }

  #path(commit: string): string {
    return join(this.#terms.folder, `${commit}.git`);
  }
}

/** Whoever was given the folder of a repository reads it for no longer. */
const inUseMs = 120_000;
