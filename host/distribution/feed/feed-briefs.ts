import { dependencyOf, dependencyText, isMeant } from '../../../marketplace/manifests/dependency.ts';
import type { Principal } from '../../http/principal.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { type PluginBrief, servedBriefs } from '../registry/brief-repository.ts';
import { servedFrom } from '../registry/served-repository.ts';
import type { FeedView } from './feed-views.ts';
import { pluginIdOf } from './granted-plugins.ts';
import { Kept } from './kept.ts';

/** Of these names of tables those that somebody may read. */
export type ReadableTables = (
  principal: Principal,
  names: ReadonlySet<string>,
) => Promise<ReadonlySet<string>>;

/** Something that a plugin needs and its reader does not get. */
interface Need {
  /** As the plugin names it. */
  readonly plugin: string;
  /** `off`: its reader has switched it off. */
  readonly state: 'missing' | 'off';
}

/** What a plugin brings, and what is missing for it. */
export interface ToldBrief {
  readonly brief: PluginBrief;
  readonly needs: readonly Need[];
  /** Tables that its skills name and its reader cannot read. */
  readonly missingTables: readonly string[];
}

interface FeedBriefsDeps {
  readonly store: Pick<SystemStore, 'read' | 'revision'>;
  readonly readableTables: ReadableTables;
  readonly now: () => number;
  readonly keptMs: number;
}

const mostKept = 512;

/**
 * What the plugins of a feed bring and need. Whatever is missing is told in the words of the plugin, which its reader
 * has, and in the same words whether it exists or not.
 */
export class FeedBriefs {
  readonly #deps: FeedBriefsDeps;
  readonly #kept: Kept<readonly PluginBrief[]>;

  constructor(deps: FeedBriefsDeps) {
    const { now, keptMs: mostMs } = deps;
    this.#deps = deps;
    this.#kept = new Kept({ now, mostMs, most: mostKept });
  }

  /** By `<marketplace>/<plugin>`. */
  async of(principal: Principal, { feed, off }: FeedView): Promise<ReadonlyMap<string, ToldBrief>> {
    const on = new Set(feed.plugins.map(pluginIdOf));
    const known = new Set([...on, ...off.map(pluginIdOf)]);
    const briefs = (await this.#briefs([...feed.plugins, ...off])).filter((one) =>
      known.has(pluginIdOf(one)),
    );
    const named = new Set(briefs.flatMap(tablesIn));
    const readable = named.size === 0 ? named : await this.#deps.readableTables(principal, named);
    const toldOf = (brief: PluginBrief): ToldBrief => ({
      brief,
      needs: needsOf(brief, briefs, (one) => on.has(pluginIdOf(one))),
      missingTables: tablesIn(brief).filter((table) => !readable.has(table)),
    });
    return new Map(briefs.map((brief) => [pluginIdOf(brief), toldOf(brief)]));
  }

  #briefs(plugins: readonly { readonly marketplace: string }[]): Promise<readonly PluginBrief[]> {
    const { store } = this.#deps;
    const marketplaces = [...new Set(plugins.map(({ marketplace }) => marketplace))].toSorted();
    const make = () => servedBriefs(store.read, marketplaces);
    return this.#kept.get(marketplaces.join(' '), store.revision(servedFrom), make);
  }
}

const tablesIn = ({ facts }: PluginBrief): readonly string[] => [
  ...new Set(facts.skills.flatMap(({ tables = [] }) => tables)),
];

const needsOf = (
  { dependencies }: PluginBrief,
  briefs: readonly PluginBrief[],
  isOn: (brief: PluginBrief) => boolean,
): readonly Need[] =>
  dependencies.flatMap((value) => {
    const wanted = dependencyOf(value);
    if (!wanted) return [];
    const meant = briefs.filter((brief) => isMeant(wanted, brief));
    if (meant.some(isOn)) return [];
    return [{ plugin: dependencyText(wanted), state: meant.length > 0 ? 'off' : 'missing' }];
  });
