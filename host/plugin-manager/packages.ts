import { hash } from 'node:crypto';
import { mkdir, rm, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Manifest, Secret } from '@agnes/sdk';
import { fetchPackage } from '../../marketplace/fetch/fetch-package.ts';
import type { PackageSource } from '../../marketplace/fetch/package-source.ts';
import { Mirror } from '../../marketplace/mirror/mirror.ts';
import { type Reach, webAddress, withoutLogin } from '../../marketplace/web-address.ts';
import type { LockEntry, LockedSource } from '../kernel/generation-lock.ts';
import { storedFolder, verifiedTree } from '../kernel/locked-plugins.ts';
import { readManifest } from '../kernel/manifest-file.ts';
import { storeTree } from '../kernel/plugin-store.ts';
import { readTree, type Tree } from '../kernel/tree.ts';
import { newId } from '../store/new-id.ts';
import { WriteQueue } from '../store/write-queue.ts';
import { packageTokenMissing } from './errors.ts';
import { offersOf } from './marketplace-source.ts';
import { changelogOf } from './package-texts.ts';
import type { WantedOf, WantedSource } from './wanted-source.ts';
import { writing } from './writing.ts';

/** What bringing packages needs. */
export interface PackagesDeps {
  /** Absolute folder for what is under way and for mirrors of repositories. */
  readonly folder: string;
  /** Folder of the trees that were installed. */
  readonly store: () => Promise<string>;
  readonly reach: Reach;
  /** The secret of this name, for a request to this host. */
  readonly secret: (name: string, host: string) => Secret | undefined;
  readonly caFile?: string | undefined;
  /** The certificates of that file, PEM. */
  readonly ca?: string | undefined;
}

/** A package that lies in the store, where it does nothing. */
export interface StoredPackage {
  readonly manifest: Manifest;
  readonly tree: Tree;
  /** Name of its folder in the store. */
  readonly treeHash: string;
  readonly source: LockedSource;
  /** Text of its CHANGELOG.md; empty without one. */
  readonly changelog: string;
  /** Absent: it lay on this machine, or its bytes were named. */
  readonly remote?: Remote;
}

/** Where a package was found that may be another tomorrow. */
interface Remote {
  /** Address of the repository. */
  readonly origin: string;
  readonly isMarketplace: boolean;
  /** True: its bytes were named by their commit. */
  readonly isNamed: boolean;
  /** When its commit says it was made, in ms. */
  readonly madeAt: number;
}

/** Brings packages from wherever they are into the store: one at a time, so that no mirror is written to twice at once. */
export class Packages {
  readonly #deps: PackagesDeps;
  readonly #queue = new WriteQueue();

  constructor(deps: PackagesDeps) {
    this.#deps = deps;
  }

  /** Fetches a package, of a marketplace every version it offers, and stores it. Nothing of it runs. Throws what is wrong. */
  bring(wanted: WantedSource, signal: AbortSignal): Promise<readonly StoredPackage[]> {
    return this.#queue.run(() => writing(() => this.#bring(wanted, signal)));
  }

  /** Has somebody else write into the store, or clean it, while nothing is brought. */
  alone<T>(work: (store: string) => Promise<T>): Promise<T> {
    return this.#queue.run(async () => work(await this.#deps.store()));
  }

  /** A package that was installed before, as it lies in the store; throws when it does not, or is another. */
  async stored(entry: LockEntry): Promise<StoredPackage> {
    const store = await this.#deps.store();
    const tree = await verifiedTree(store, entry);
    const manifest = await readManifest(tree);
    const { treeHash = '', source } = entry;
    const changelog = await changelogOf(storedFolder(store, entry));
    return { manifest, tree, treeHash, source, changelog };
  }

  async #bring(wanted: WantedSource, signal: AbortSignal): Promise<readonly StoredPackage[]> {
    if (wanted.type === 'folder' || wanted.type === 'archive')
      return [await this.#take(wanted, { signal, source: lockedSource(wanted) })];
    const { url, commit: named, ref } = wanted;
    const mirror = this.#mirrorOf(wanted);
    const commit = named ?? (await mirror.commitOf(ref, signal));
    const git = { type: 'git', url, commit, ...this.#tokenOf(wanted) } as const;
    const isMarketplace = wanted.type === 'marketplace';
    const offers = isMarketplace
      ? await offersOf(wanted.plugin, { mirror, url, commit, reach: this.#deps.reach, signal })
      : [{ ...(wanted.path !== undefined && { path: wanted.path }) }];
    const found: StoredPackage[] = [];
    for (const { path, ...offer } of offers) {
      const from: PackageSource = { ...git, ...(path !== undefined && { path }) };
      const source = 'source' in offer ? offer.source : lockedSource(from);
      found.push(await this.#take(from, { signal, source, folder: this.#mirrorFolder(url) }));
    }
    const madeAt = await mirror.madeAt(commit, signal);
    const remote = { origin: withoutLogin(url), isMarketplace, isNamed: named !== undefined, madeAt };
    return found.map((one) => ({ ...one, remote }));
  }

  async #take(
    from: PackageSource,
    { signal, source, folder: mirror = 'none' }: Taking,
  ): Promise<StoredPackage> {
    const { folder, store, reach, caFile, ca } = this.#deps;
    const work = join(folder, 'incoming', newId());
    await mkdir(work, { recursive: true, mode: 0o700 });
    try {
      const into = join(work, 'package');
      const more = { ...(caFile !== undefined && { caFile }), ...(ca !== undefined && { ca }) };
      const fetched = await fetchPackage(from, { into, mirror, reach, signal, ...more });
      return await keptPackage(fetched.folder, { store: await store(), source });
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }

  #mirrorFolder(url: string): string {
    return join(this.#deps.folder, 'mirrors', hash('sha256', url));
  }

  #mirrorOf(wanted: Repository): Mirror {
    const { reach, caFile } = this.#deps;
    const { url } = wanted;
    return new Mirror({ folder: this.#mirrorFolder(url), url, reach, caFile, ...this.#tokenOf(wanted) });
  }

  #tokenOf({ url, token_secret: name }: Repository): { readonly token?: string } {
    return name === undefined ? {} : { token: this.#token(name, url) };
  }

  #token(name: string, url: string): string {
    const { hostname } = webAddress(url, this.#deps.reach);
    const secret = this.#deps.secret(name, hostname);
    if (!secret) throw packageTokenMissing({ name });
    return secret.reveal();
  }
}

type Repository = WantedOf<'git' | 'marketplace'>;

interface Taking {
  readonly signal: AbortSignal;
  readonly source: LockedSource;
  /** Of the mirror of a repository. */
  readonly folder?: string;
}

/** Puts the files of a folder into the store and reads what they are. */
export const keptPackage = async (
  folder: string,
  { store, source }: { readonly store: string; readonly source: LockedSource },
): Promise<StoredPackage> => {
  const tree = await readTree(folder, 'refuse');
  const manifest = await readManifest(tree);
  const changelog = await changelogOf(tree.folder);
  const address = await storeTree(tree, store);
  const treeHash = basename(address);
  // What is looked at now is not cleaned away.
  await utimes(address, new Date(), new Date());
  return { manifest, tree: { ...tree, folder: address }, treeHash, source, changelog };
};

/** How a generation says where a package came from; a token is no part of that. */
const lockedSource = (source: PackageSource): LockedSource => {
  if (source.type === 'folder') return { type: 'folder', path: source.path };
  const path = source.path === undefined ? {} : { path: source.path };
  if (source.type === 'git')
    return { type: 'git', url: withoutLogin(source.url), commit: source.commit, ...path };
  const { file, url, integrity } = source;
  const from = url === undefined ? (file ?? '') : withoutLogin(url);
  return { type: 'archive', url: from, integrity, ...path };
};
