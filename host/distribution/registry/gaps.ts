import { dependencyOf, dependencyText, isMeant } from '../../../marketplace/manifests/dependency.ts';
import type { StoredGrant } from '../../access/grants/repository.ts';
import type { PluginBrief } from './brief-repository.ts';

/** Another plugin that one needs and not everybody gets who gets the one. */
export interface Gap {
  /** As the plugin names it. */
  readonly plugin: string;
  /** False: no marketplace here serves it. */
  readonly isOffered: boolean;
  /** Ids of groups that are granted the one without the other. */
  readonly groups: readonly string[];
}

interface Around {
  /** What is served, of all marketplaces. */
  readonly served: readonly PluginBrief[];
  /** Grants by `<marketplace>/<plugin>`. */
  readonly grants: ReadonlyMap<string, readonly StoredGrant[]>;
}

/** What is missing for those who are granted a plugin with these dependencies, group by group. */
export const gapsOf = (
  dependencies: readonly unknown[],
  own: readonly StoredGrant[],
  { served, grants }: Around,
): readonly Gap[] =>
  dependencies.flatMap((value) => {
    const wanted = dependencyOf(value);
    if (!wanted) return [];
    const meant = served.filter((brief) => isMeant(wanted, brief));
    const given = meant.flatMap(({ marketplace, plugin }) => grants.get(`${marketplace}/${plugin}`) ?? []);
    const having = new Set(given.map(({ group_id }) => group_id));
    const groups = own.map(({ group_id }) => group_id).filter((id) => !having.has(id));
    const isOffered = meant.length > 0;
    return isOffered && groups.length === 0 ? [] : [{ plugin: dependencyText(wanted), isOffered, groups }];
  });
