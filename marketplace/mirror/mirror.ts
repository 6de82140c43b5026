import { join } from 'node:path';
import { isPlatformError } from '@agnes/sdk/errors';
import { commitMissing, fetchFailed, packageRefused } from '../errors.ts';
import { type PackageLimits, usualLimits } from '../limits.ts';
import { checkedAddresses, type Reach, webAddress } from '../web-address.ts';
import { ByteReader } from './byte-reader.ts';
import { gitIn, type SimpleGit } from './git-door.ts';
import { gitFailure } from './git-failure.ts';
import { branchOrTag, commitId, referenceName, tagAlone } from './git-references.ts';
import { gitStream } from './git-stream.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { openBare } from './open-bare.ts';
import { dropPins, dropStalePins, pinOf } from './pins.ts';
import { tokenFile } from './token-file.ts';
import { type ListedEntry, listedEntry } from './tree-listing.ts';
import { watchSize } from './watch-size.ts';

/** Where a mirror lies and whom it mirrors. */
export interface MirrorOptions {
  /** Folder of the mirror; made when it is not there. */
  readonly folder: string;
  readonly url: string;
  readonly token?: string | undefined;
  readonly reach: Reach;
  readonly limits?: Partial<PackageLimits> | undefined;
  readonly caFile?: string | undefined;
  /** Where git is looked for, in place of the usual places. */
  readonly path?: string | undefined;
}

const most = 200_000;
const longestLine = 8192;

/** A bare copy of commits of one repository. Nothing is ever checked out, and what was fetched once stays. */
export class Mirror {
  readonly #options: MirrorOptions;
  readonly #limits: PackageLimits;
  readonly #url: URL;

  constructor(options: MirrorOptions) {
    this.#options = options;
    this.#limits = { ...usualLimits, ...options.limits };
    this.#url = webAddress(options.url, options.reach);
  }

  /** The commit that a branch or tag, or without one the repository's head, stands for there now. */
  async commitOf(ref: string | undefined, signal: AbortSignal): Promise<string> {
    const wanted = ref === undefined ? ['HEAD'] : branchOrTag(referenceName(ref));
    return await this.#found(wanted, `branch or tag "${ref ?? 'HEAD'}"`, signal);
  }

  /** The commit that a tag stands for there now; a branch of its name is none. */
  async commitOfTag(tag: string, signal: AbortSignal): Promise<string> {
    return await this.#found(tagAlone(referenceName(tag)), `tag "${tag}"`, signal);
  }

  async #found(wanted: readonly string[], what: string, signal: AbortSignal): Promise<string> {
    const asked = () => this.#ask(['ls-remote', '--', this.#url.href, ...wanted], signal);
    const text = await oneAtATime(this.#options.folder, asked, signal);
    const found = new Map(text.split('\n').map((line) => [line.slice(41), line.slice(0, 40)]));
    const commit = wanted.map((name) => found.get(name)).find((id) => id !== undefined);
    if (commit) return commitId(commit);
    throw fetchFailed({ source: this.#url.href, reason: `it has no ${what}` });
  }

  /** Makes sure that a commit is here. One that was kept is not asked for again, whatever became of it there. */
  async keep(commit: string, signal: AbortSignal): Promise<void> {
    await oneAtATime(this.#options.folder, () => this.#kept(commit, signal), signal);
  }

  async #kept(commit: string, signal: AbortSignal): Promise<void> {
    if (await this.has(commit, signal)) return;
    const args = [
      'fetch',
      '--depth=1',
      '--no-tags',
      '--no-recurse-submodules',
      '--no-write-fetch-head',
      '--no-auto-gc',
    ];
    try {
      await this.#ask([...args, '--', this.#url.href, `${commit}:${pinOf(commit)}`], signal);
    } catch (cause) {
      if (isPlatformError(cause) && cause.code === 'package_refused') await this.#forget(commit);
      throw cause;
    }
    if (!(await this.has(commit, signal))) throw commitMissing({ source: this.#url.href, commit });
  }

  /** A commit that was too large is dropped: otherwise it would count against every later one. */
  async #forget(commit: string): Promise<void> {
    await dropPins(this.#inside(AbortSignal.timeout(this.#limits.callMs)), [commit]);
  }

  /** Lets go of other commits once there are many: each counts against the size that a repository may have. */
  async keepOnly(commits: readonly string[], signal: AbortSignal): Promise<void> {
    await oneAtATime(this.#options.folder, () => dropStalePins(this.#inside(signal), commits), signal);
  }

  /** True when the commit was kept. */
  async has(commit: string, signal: AbortSignal): Promise<boolean> {
    await this.#opened(signal);
    const pin = pinOf(commitId(commit));
    const found = await this.#inside(signal).raw(['for-each-ref', '--format=%(objectname)', pin]);
    return found === commit;
  }

  /** When a commit that was kept says that it was made, in ms. */
  async madeAt(commit: string, signal: AbortSignal): Promise<number> {
    return Number(await this.#inside(signal).raw(['log', '-1', '--format=%ct', commitId(commit)])) * 1000;
  }

  /** Everything in the tree of a commit, files, links and submodules alike. */
  async list(commit: string, signal: AbortSignal): Promise<readonly ListedEntry[]> {
    const args = ['ls-tree', '-r', '-z', '-l', '--full-tree', commitId(commit)] as const;
    await using git = gitStream(this.#repository, args, { surroundings: this.#surroundings(), signal });
    const reader = new ByteReader(git.output);
    const entries: ListedEntry[] = [];
    for (let line = await reader.until(0, longestLine); line; line = await reader.until(0, longestLine)) {
      const entry = listedEntry(line.toString('utf8'));
      if (entry) entries.push(entry);
      if (entries.length > most) throw this.#tooMany();
    }
    await git.ended;
    return entries;
  }

  /** The bytes of blobs, one after another in the order asked for. Each is read to its end before the next. */
  async *blobs(ids: readonly string[], signal: AbortSignal): AsyncGenerator<AsyncIterable<Buffer>> {
    const args = ['cat-file', '--batch'] as const;
    await using git = gitStream(this.#repository, args, { surroundings: this.#surroundings(), signal });
    const reader = new ByteReader(git.output);
    for (const id of ids) {
      git.input.write(`${commitId(id)}\n`);
      const [, kind, size] = ((await reader.until(10, longestLine))?.toString('latin1') ?? '').split(' ');
      if (kind !== 'blob')
        throw fetchFailed({ source: this.#url.href, reason: `the file ${id} is not in it` });
      yield reader.take(Number(size));
      await reader.until(10, 0);
    }
    git.input.end();
    await git.ended;
  }

  get #repository(): string {
    return join(this.#options.folder, 'repo.git');
  }

  #surroundings(token?: string) {
    const { folder, path, caFile } = this.#options;
    return { home: join(folder, 'home'), path, caFile, tokenFile: token };
  }

  #inside(signal: AbortSignal): SimpleGit {
    const surroundings = this.#surroundings();
    return gitIn(this.#repository, { surroundings, signal, silenceMs: this.#limits.callMs });
  }

  async #opened(signal: AbortSignal): Promise<string> {
    const repository = this.#repository;
    await oneAtATime(repository, () => openBare(repository, this.#surroundings()), signal);
    return repository;
  }

  /** Goes out: with the token, within the time and size allowed, to the addresses that were checked. */
  async #ask(args: readonly string[], signal: AbortSignal): Promise<string> {
    const { reach, token, folder } = this.#options;
    const addresses = await checkedAddresses(this.#url, reach);
    const repository = await this.#opened(signal);
    await using login = await tokenFile(token, folder);
    await using size = watchSize(repository, this.#limits.repositoryBytes);
    const late = AbortSignal.timeout(this.#limits.callMs);
    const git = gitIn(repository, {
      surroundings: this.#surroundings(login.path),
      signal: AbortSignal.any([signal, late, size.signal]),
      silenceMs: this.#limits.callMs,
      reached: { url: this.#url, addresses },
    });
    try {
      const text = await git.raw([...args]);
      await size.check();
      return text;
    } catch (cause) {
      const source = this.#url.href;
      throw gitFailure(cause, {
        source,
        token,
        late,
        callMs: this.#limits.callMs,
        signal,
        tooLarge: size.signal,
      });
    }
  }

  #tooMany() {
    const rule = `has more than the ${most} files allowed in a repository`;
    return packageRefused({ thing: this.#url.href, rule, next: 'Give the package a repository of its own.' });
  }
}
