import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ListedMarketplace } from '@agnes/sdk';
import type { Kysely } from 'kysely';
import type { Reach } from '../../../marketplace/web-address.ts';
import type { Access } from '../../access/access.ts';
import type { Intent } from '../../http/intent.ts';
import { enqueue } from '../../jobs/enqueue.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { endConditions } from '../../store/conditions.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import { isBuiltIn } from './built-in.ts';
import { changedColumns, checkTokenPlace, losesToken } from './changed-columns.ts';
import {
  checkedUrl,
  checkMode,
  checkReferences,
  checkSlug,
  type MarketplaceDraft,
  type MarketplacePatch,
} from './draft.ts';
import {
  marketplaceBuiltIn,
  marketplaceNotFound,
  marketplaceTaken,
  marketplaceTokenTaken,
} from './errors.ts';
import { listedMarketplaces } from './listed.ts';
import type { MarketplaceView, PluginKey } from './marketplace.ts';
import { allPlugins, pluginsOf } from './plugin-repository.ts';
import { pluginType } from './renames.ts';
import {
  allMarketplaces,
  changeMarketplace,
  deleteMarketplace,
  findMarketplace,
  insertMarketplace,
  unread,
} from './repository.ts';
import { subjectOf } from './restoring.ts';
import { type ServedVersion, served } from './served-repository.ts';
import type { StoreUpkeep } from './store-upkeep.ts';
import { syncDraft } from './sync-job.ts';
import { type Tokens, tokenName } from './token.ts';

type Tx = Kysely<Tables>;

/** What registering needs. */
export interface MarketplacesDeps {
  readonly store: SystemStore;
  readonly access: Pick<Access, 'deleteGrantsBelow' | 'refresh'>;
  readonly tokens: Tokens;
  readonly jobs: Pick<Jobs, 'wake'>;
  readonly upkeep: Pick<StoreUpkeep, 'tidy'>;
  /** Absolute folder of everything that is kept of marketplaces. */
  readonly folder: string;
  readonly reach: Reach;
  readonly now: () => number;
}

/** Which repositories are marketplaces here. */
export class Marketplaces {
  readonly #deps: MarketplacesDeps;

  constructor(deps: MarketplacesDeps) {
    this.#deps = deps;
  }

  /** In the order they were registered. */
  async list(): Promise<readonly MarketplaceView[]> {
    const { read } = this.#deps.store;
    const plugins = (await allPlugins(read)).filter(({ listing }) => listing === 'listed');
    const counts = Map.groupBy(plugins, ({ marketplace_id }) => marketplace_id);
    return (await allMarketplaces(read)).map((row) => ({ row, count: counts.get(row.id)?.length ?? 0 }));
  }

  /** The one with this slug. Throws when there is none. */
  async get(id: string): Promise<MarketplaceView> {
    const found = (await this.list()).find(({ row }) => row.id === id);
    if (!found) throw marketplaceNotFound({ marketplace: id });
    return found;
  }

  /** What can be granted, for the type of its resources. */
  async listed(): Promise<readonly ListedMarketplace[]> {
    const { read } = this.#deps.store;
    return listedMarketplaces(await allMarketplaces(read), await allPlugins(read));
  }

  /** Of these plugins those that may be served, in the order of feeds; see `served`. */
  served(pairs: readonly PluginKey[]): Promise<readonly ServedVersion[]> {
    return served(this.#deps.store.read, pairs);
  }

  /** Registers a repository and has it synced. */
  async create(draft: MarketplaceDraft, intent: Intent): Promise<MarketplaceView> {
    const { slug, name, branch = null, pin = null, review_mode = null } = draft;
    checkSlug(slug);
    checkReferences(draft);
    checkMode(review_mode, pin);
    const url = await checkedUrl(draft.url, this.#deps.reach);
    const secret = this.#deps.tokens.pending(slug, { token: draft.token, url: url.href }, intent);
    await this.#deps.store.write(intent, async (tx) => {
      await this.#checkFree(tx, slug);
      await secret?.write(tx);
      await insertMarketplace(tx, {
        ...unread,
        id: slug,
        name,
        url: url.href,
        branch,
        pin,
        review_mode,
        token_secret: secret ? tokenName(slug) : null,
        description: draft.description ?? null,
        registered_by: intent.actor.userId ?? null,
        registered_at: this.#at(),
      });
      await this.#enqueue(tx, slug, intent);
    });
    secret?.done();
    this.#deps.jobs.wake();
    return await this.get(slug);
  }

  /**
   * Changes what a patch names, and nothing else, and has it synced. On another host its token is not known: without a
   * new one it goes.
   */
  async update(id: string, patch: MarketplacePatch, intent: Intent): Promise<MarketplaceView> {
    const { row } = await this.#changeable(id);
    checkReferences(patch);
    const { tokens, store, jobs, reach } = this.#deps;
    const url = patch.url === undefined ? undefined : (await checkedUrl(patch.url, reach)).href;
    const secret = tokens.pending(id, { token: patch.token, url: url ?? row.url }, intent);
    const isLost = !secret && losesToken(row, patch, url);
    const change = async (tx: Tx) => {
      const now = await findMarketplace(tx, id);
      if (!now) throw marketplaceNotFound({ marketplace: id });
      checkTokenPlace(row, now, { patch, url });
      await secret?.write(tx);
      const token_secret = isLost ? null : secret && tokenName(id);
      const named = {
        ...changedColumns(now, patch, url),
        ...(token_secret !== undefined && { token_secret }),
      };
      await changeMarketplace(tx, id, named);
      await this.#enqueue(tx, id, intent);
    };
    await (isLost ? tokens.forget(row.token_secret, intent, change) : store.write(intent, change));
    secret?.done();
    jobs.wake();
    return await this.get(id);
  }

  /** Removes one with its token, its plugins, what was granted and chosen of them; with `purge` what is kept on disk, too. */
  async remove(id: string, { purge }: { readonly purge: boolean }, intent: Intent): Promise<void> {
    const { row } = await this.#changeable(id);
    const { access, folder, tokens, upkeep } = this.#deps;
    let grants: number | undefined;
    await tokens.forget(row.token_secret, intent, async (tx) => {
      const own = { subjectType: 'marketplace', subjectId: id };
      await endConditions(tx, [own, ...(await pluginsOf(tx, id)).map(subjectOf)], this.#at());
      await deleteMarketplace(tx, id);
      grants = await access.deleteGrantsBelow(tx, pluginType, `${id}/`);
    });
    if (grants !== undefined) await access.refresh(grants);
    if (purge) await rm(join(folder, id), { recursive: true, force: true });
    await upkeep.tidy();
  }

  async #changeable(id: string): Promise<MarketplaceView> {
    const view = await this.get(id);
    if (isBuiltIn(view.row)) throw marketplaceBuiltIn({ marketplace: id });
    return view;
  }

  async #checkFree(tx: Tx, slug: string): Promise<void> {
    if (await findMarketplace(tx, slug)) throw marketplaceTaken({ slug });
    const secret = tokenName(slug);
    const twin = (await allMarketplaces(tx)).find(({ id }) => tokenName(id) === secret);
    if (twin) throw marketplaceTokenTaken({ secret, owner: `"${twin.id}"` });
  }

  async #enqueue(tx: Tx, id: string, { actor, requestId }: Intent): Promise<void> {
    const asked = {
      ...(actor.userId !== undefined && { createdBy: actor.userId }),
      ...(requestId !== undefined && { requestId }),
    };
    await enqueue(tx, { ...syncDraft(id), ...asked }, this.#deps.now());
  }

  #at(): Date {
    return new Date(this.#deps.now());
  }
}
