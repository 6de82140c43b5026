import { isPlatformError } from '@agnes/sdk/errors';
import { problemOf } from '../../../marketplace/findings.ts';
import type { CatalogSnapshot } from '../../../marketplace/manifests/catalog-snapshot.ts';
import type { HostPluginVersion } from '../../../marketplace/manifests/host-plugins.ts';
import type { Access } from '../../access/access.ts';
import type { Intent } from '../../http/intent.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { builtInSlug, seedBuiltIn } from './built-in.ts';
import { marketplaceNotFound, syncFailed } from './errors.ts';
import type { MarketplaceRow } from './marketplace.ts';
import { pluginsOf } from './plugin-repository.ts';
import { checkSame, publish } from './publish.ts';
import { changeMarketplace, findMarketplace } from './repository.ts';
import { type RestoringDeps, restoreServed } from './restoring.ts';
import type { StoreUpkeep } from './store-upkeep.ts';
import { failure, findingsIn, onRecord, type SyncOutcome } from './sync-outcome.ts';
import { type SourceDeps, type SyncSource, syncSource } from './sync-source.ts';
import { wholeVersions } from './version-repository.ts';
import { versionOf } from './version-row.ts';

/** What syncing needs. */
export interface SyncDeps extends RestoringDeps, SourceDeps {
  readonly store: SystemStore;
  readonly access: Pick<Access, 'moveGrants' | 'refresh' | 'seedGrant'>;
  readonly upkeep: StoreUpkeep;
  readonly now: () => number;
}

/** In whose name a marketplace is synced, and until when. */
export interface SyncOrder {
  readonly actor: Intent['actor'];
  readonly signal: AbortSignal;
}

/** Brings marketplaces in line with their repositories. What fails leaves what was there before. */
export class MarketplaceSync {
  readonly #deps: SyncDeps;

  constructor(deps: SyncDeps) {
    this.#deps = deps;
  }

  /** Syncs one. Throws when that fails, with a reason that holds no secret and is kept beside it. */
  async run(id: string, order: SyncOrder): Promise<SyncOutcome> {
    const marketplace = await findMarketplace(this.#deps.store.read, id);
    if (!marketplace) throw marketplaceNotFound({ marketplace: id });
    try {
      const outcome = await this.#deps.upkeep.whileReading(() => this.#whole(marketplace, order));
      await this.#deps.conditions.clear('marketplace', id);
      return outcome;
    } catch (cause) {
      order.signal.throwIfAborted();
      throw await this.#failed(marketplace, { cause, actor: order.actor });
    }
  }

  /** Has the skills that come with the host in the marketplace that is built in. */
  async runBuiltIn(order: SyncOrder): Promise<SyncOutcome> {
    await seedBuiltIn(this.#deps);
    return this.run(builtInSlug, order);
  }

  /** What is served is brought back whatever becomes of what is listed. */
  async #whole(marketplace: MarketplaceRow, order: SyncOrder): Promise<SyncOutcome> {
    try {
      return await this.#sync(marketplace, order);
    } finally {
      if (!order.signal.aborted) await restoreServed(marketplace, this.#deps, order.signal);
    }
  }

  async #sync(marketplace: MarketplaceRow, { actor, signal }: SyncOrder): Promise<SyncOutcome> {
    const source = await syncSource(this.#deps, marketplace, signal);
    if (await this.#isCurrent(marketplace, source)) return await this.#unchanged(marketplace);
    const snapshot = await source.read(await this.#before(marketplace));
    const outcome = await this.#publish(marketplace, { snapshot, readBy: source.readBy, actor });
    await source.published();
    return outcome;
  }

  /** True when nothing would come of reading it again. */
  async #isCurrent(
    marketplace: MarketplaceRow,
    { commit, readBy }: Pick<SyncSource, 'commit' | 'readBy'>,
  ): Promise<boolean> {
    const { id, last_commit_sha, read_by } = marketplace;
    if (commit !== last_commit_sha || readBy !== read_by) return false;
    if (findingsIn(marketplace).some(({ rule }) => passing.has(rule))) return false;
    const kept = new Set(await this.#deps.versions.digests());
    const plugins = await pluginsOf(this.#deps.store.read, id);
    return plugins.every(({ listing, tree_hash }) => listing !== 'listed' || kept.has(tree_hash ?? ''));
  }

  async #unchanged(marketplace: MarketplaceRow): Promise<SyncOutcome> {
    const { id, name, last_commit_sha } = marketplace;
    const { store, now } = this.#deps;
    const pinned = marketplace.pin !== null && { pin_commit: last_commit_sha };
    const seen = { state: 'ok', last_error: null, last_tried_at: new Date(now()), ...pinned };
    await store.keep(async (tx) => {
      checkSame(marketplace, await findMarketplace(tx, id));
      await changeMarketplace(tx, id, seen);
    });
    const count = (await pluginsOf(store.read, id)).filter(({ listing }) => listing === 'listed').length;
    const problems = findingsIn(marketplace);
    return { id, name, action: 'unchanged', commit: last_commit_sha ?? '', count, problems };
  }

  /** What was read last, so that what did not change is not read again. */
  async #before(marketplace: MarketplaceRow): Promise<CatalogSnapshot> {
    const { read } = this.#deps.store;
    const { id, last_commit_sha, host_plugins } = marketplace;
    const ids = (await pluginsOf(read, id)).flatMap(({ version_id }) => version_id ?? []);
    return {
      ...nothing,
      commit: last_commit_sha ?? '',
      plugins: (await wholeVersions(read, id, ids)).map(versionOf),
      // Written by `publish` alone.
      hostPlugins: JSON.parse(host_plugins ?? '[]') as readonly HostPluginVersion[],
    };
  }

  async #publish(
    marketplace: MarketplaceRow,
    { snapshot, readBy, actor }: Pick<SyncOrder, 'actor'> & { snapshot: CatalogSnapshot; readBy: string },
  ): Promise<SyncOutcome> {
    const { store, access, now } = this.#deps;
    const { id, name, last_commit_sha } = marketplace;
    const action = last_commit_sha === null ? 'created' : 'updated';
    const params: Record<string, unknown> = { action, commit: snapshot.commit };
    const intent = { action: 'marketplace.sync', actor, resource: `marketplace:${id}`, params };
    const at = new Date(now());
    const done = await store.write(intent, async (tx) => {
      const published = await publish(tx, { marketplace, snapshot, readBy, at, access });
      Object.assign(params, onRecord(published.change), { plugins: published.count });
      if (marketplace.pin !== null) await changeMarketplace(tx, id, { pin_commit: snapshot.commit });
      return published;
    });
    if (done.grants !== undefined) await access.refresh(done.grants);
    const { change, count, problems } = done;
    return { id, name, action, commit: snapshot.commit, count, problems, change };
  }

  async #failed(
    { id }: MarketplaceRow,
    { cause, actor }: Pick<SyncOrder, 'actor'> & { readonly cause: unknown },
  ) {
    const { store, conditions, now } = this.#deps;
    const { what, next } = problemOf(undefined, cause);
    const reason = what.slice(0, 1000);
    const params = { reason, ...(isPlatformError(cause) && { code: cause.code }) };
    const intent = { action: 'marketplace.sync_failed', actor, resource: `marketplace:${id}`, params };
    // One that was removed while it was read has nobody left to tell.
    if (!(await findMarketplace(store.read, id))) throw marketplaceNotFound({ marketplace: id });
    await store.write(intent, (tx) =>
      changeMarketplace(tx, id, { state: 'failed', last_error: reason, last_tried_at: new Date(now()) }),
    );
    await conditions.raise(failure(id, reason));
    return syncFailed({ marketplace: id, reason, next }, { cause });
  }
}

const nothing = {
  format: 1,
  name: '',
  owner: '',
  description: '',
  renames: {},
  findings: [],
  read: 0,
} as const;

/** Findings that another try may do away with although the commit is the same. */
const passing = new Set(['package_fetch_failed', 'package_fetch_timeout', 'unreadable']);
