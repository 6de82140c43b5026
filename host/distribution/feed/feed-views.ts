import { type Feed, feedOf } from '../../../marketplace/feed/feed.ts';
import type { Access } from '../../access/access.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { choicesOf } from '../registry/choice-repository.ts';
import type { LostContent } from '../registry/lost-content.ts';
import { type ServedVersion, served, servedFrom } from '../registry/served-repository.ts';
import { type GrantedPlugin, grantedPlugins, pluginIdOf, type Tier } from './granted-plugins.ts';
import { Kept } from './kept.ts';

/** A plugin that somebody was given and has switched off. */
export interface SwitchedOff extends ServedVersion {
  readonly tier: Tier;
}

/** What somebody is served, and what they might be. */
export interface FeedView {
  readonly feed: Feed;
  readonly off: readonly SwitchedOff[];
}

interface FeedViewsDeps {
  readonly store: Pick<SystemStore, 'read' | 'revision'>;
  readonly access: Pick<Access, 'rights'>;
  readonly lost: Pick<LostContent, 'has' | 'revision'>;
  readonly now: () => number;
  /** The name of the marketplace that clients add. */
  readonly name: string;
  /** How long a view is kept at most. */
  readonly keptMs: number;
}

/** Plugins a user was given, each with whether they want it. */
type Wanted = readonly (GrantedPlugin & { readonly isOn: boolean })[];

/** Views whose users were given the same are kept once. */
const mostViews = 512;
const mostUsers = 10_000;

/** Who gets what: granted, approved, not switched off by an administrator, and required or wanted. */
export class FeedViews {
  readonly #deps: FeedViewsDeps;
  readonly #choices: Kept<ReadonlySet<string>>;
  readonly #views: Kept<FeedView>;

  constructor(deps: FeedViewsDeps) {
    const { now, keptMs: mostMs } = deps;
    this.#deps = deps;
    this.#choices = new Kept({ now, mostMs, most: mostUsers });
    this.#views = new Kept({ now, mostMs, most: mostViews });
  }

  /** What a user is served as of the last commit; no file is touched. */
  async of(userId: string): Promise<FeedView> {
    const granted = grantedPlugins(this.#deps.access.rights, userId);
    const off = granted.length === 0 ? nothing : await this.#switchedOff(userId);
    const wanted = granted.map((one) => ({
      ...one,
      isOn: one.tier === 'required' || !off.has(pluginIdOf(one)),
    }));
    const lines = wanted.map(({ tier, isOn, ...one }) => `${pluginIdOf(one)} ${tier} ${isOn}`);
    const key = [this.#deps.lost.revision, ...lines].join('\n');
    const revision = this.#deps.store.revision(servedFrom);
    return this.#views.get(key, revision, () => this.#view(wanted));
  }

  #switchedOff(userId: string): Promise<ReadonlySet<string>> {
    const { store } = this.#deps;
    return this.#choices.get(userId, store.revision(['marketplace_choices']), async () => {
      const choices = await choicesOf(store.read, userId);
      return new Set(choices.filter(({ enabled }) => !enabled).map(pluginIdOf));
    });
  }

  async #view(wanted: Wanted): Promise<FeedView> {
    const { store, name, lost } = this.#deps;
    const known = new Map(wanted.map((one) => [pluginIdOf(one), one]));
    const versions = (await served(store.read, wanted)).flatMap((version) => {
      const own = known.get(pluginIdOf(version));
      return own && !lost.has(version.digest) ? [{ ...version, tier: own.tier, isOn: own.isOn }] : [];
    });
    const on = versions.filter(({ isOn }) => isOn).map(({ isOn: _, ...version }) => version);
    const off = versions.filter(({ isOn }) => !isOn).map(({ isOn: _, ...version }) => version);
    return { feed: feedOf(on, name), off };
  }
}

const nothing: ReadonlySet<string> = new Set();
