import { hash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
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
import { changelogOf } from './package-texts.ts';
import type { WantedSource } from './wanted-source.ts';

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
}

/** Brings packages from wherever they are into the store: one at a time, so that no mirror is written to twice at once. */
export class Packages {
  readonly #deps: PackagesDeps;
  readonly #queue = new WriteQueue();

  constructor(deps: PackagesDeps) {
    this.#deps = deps;
  }

  /** Fetches a package and stores it. Nothing of it runs. Throws what is wrong with it. */
  bring(wanted: WantedSource, signal: AbortSignal): Promise<StoredPackage> {
    return this.#queue.run(() => this.#bring(wanted, signal));
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

  async #bring(wanted: WantedSource, signal: AbortSignal): Promise<StoredPackage> {
    const { folder, store, reach, caFile, ca } = this.#deps;
    const work = join(folder, 'incoming', newId());
    await mkdir(work, { recursive: true, mode: 0o700 });
    try {
      const mirror = join(folder, 'mirrors', mirrorName(wanted));
      const source = await this.#exact(wanted, mirror, signal);
      const into = join(work, 'package');
      const more = { ...(caFile !== undefined && { caFile }), ...(ca !== undefined && { ca }) };
      const fetched = await fetchPackage(source, { into, mirror, reach, signal, ...more });
      const tree = await readTree(fetched.folder, 'refuse');
      const manifest = await readManifest(tree);
      const changelog = await changelogOf(tree.folder);
      const address = await storeTree(tree, await store());
      const treeHash = address.slice(address.lastIndexOf('sha256-'));
      const kept = { ...tree, folder: address };
      return { manifest, tree: kept, treeHash, source: lockedSource(source), changelog };
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }

  /** The same bytes tomorrow: a branch becomes the commit it is at now. */
  async #exact(wanted: WantedSource, mirror: string, signal: AbortSignal): Promise<PackageSource> {
    if (wanted.type !== 'git') return wanted;
    const { url, commit, ref, path, token_secret: secret } = wanted;
    const { reach, caFile } = this.#deps;
    const token = secret === undefined ? undefined : this.#token(secret, url);
    const found =
      commit ?? (await new Mirror({ folder: mirror, url, token, reach, caFile }).commitOf(ref, signal));
    const said = { ...(ref !== undefined && { ref }), ...(path !== undefined && { path }) };
    return { type: 'git', url, commit: found, ...said, ...(token !== undefined && { token }) };
  }

  #token(name: string, url: string): string {
    const { hostname } = webAddress(url, this.#deps.reach);
    const secret = this.#deps.secret(name, hostname);
    if (!secret) throw packageTokenMissing({ name });
    return secret.reveal();
  }
}

const mirrorName = (wanted: WantedSource): string =>
  wanted.type === 'git' ? hash('sha256', wanted.url) : 'none';

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
