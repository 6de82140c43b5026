import type { Manifest } from '@agnes/sdk';
import valid from 'semver/functions/valid.js';
import type { LockEntry } from '../kernel/generation-lock.ts';
import { servedApis } from '../kernel/host-surface.ts';
import { type Advisories, advisoryFor } from './advisories.ts';
import type { StoredPackage } from './packages.ts';
import type { Problem, WantedInstall } from './plan.ts';
import type { Candidate, Wanted } from './resolve/candidate.ts';
import { offeredBy } from './resolve/offered.ts';
import { type Resolved, type ResolveInput, resolve } from './resolve/resolve.ts';
import type { Sighting } from './sightings.ts';

/** One install that is asked for, and all it can be chosen from. */
export interface Gathered {
  readonly id: string;
  readonly wanted: WantedInstall;
  readonly packages: readonly StoredPackage[];
  /** The entry of the current generation. */
  readonly old: LockEntry | undefined;
  /** Since when each is known, by tree hash. */
  readonly seen: ReadonlyMap<string, Sighting>;
}

/** What versions are chosen by. */
export interface ChoiceTerms {
  readonly hostVersion: string;
  /** How long a version from elsewhere waits, in ms. */
  readonly minAgeMs: number;
  readonly advisories: Advisories;
  readonly now: number;
}

/** The package to install when nothing else is looked at, or why there is none. */
export const chosenPackage = (one: Gathered, terms: ChoiceTerms): StoredPackage | Problem => {
  const candidates = candidatesOf(one, terms).map(({ needs: _, ...candidate }) => candidate);
  const resolved = solved([wish(one)], candidates, terms);
  if ('problems' in resolved) return resolved.problems[0];
  return packageOf(one, resolved.chosen);
};

/**
 * One version for each, so that all that will be there go together: what plugins need of each other counts over all of
 * them. Those that nobody asked to change stay as they are.
 */
export const chosenTogether = (
  all: readonly Gathered[],
  others: readonly Manifest[],
  terms: ChoiceTerms,
): readonly StoredPackage[] | { readonly problems: readonly Problem[] } => {
  const staying = others.map(stayingAsIs);
  const candidates = [...all.flatMap((one) => candidatesOf(one, terms)), ...staying];
  const wanted = [...all.map(wish), ...staying.map(({ id, version }) => ({ id, pin: version }))];
  const alsoKnown = all.flatMap(({ id, old }) => (old ? { id, version: old.version } : []));
  const resolved = solved(wanted, candidates, { ...terms, alsoKnown });
  if ('problems' in resolved) return resolved;
  const found = all.map((one) => packageOf(one, resolved.chosen));
  const problems = found.flatMap((one) => ('code' in one ? one : []));
  return problems.length > 0 ? { problems } : found.flatMap((one) => ('code' in one ? [] : one));
};

const solved = (
  wanted: readonly Wanted[],
  candidates: readonly Candidate[],
  { hostVersion: version, minAgeMs, now, alsoKnown = [] }: ChoiceTerms & Pick<ResolveInput, 'alsoKnown'>,
): Resolved =>
  resolve({ wanted, candidates, host: { version, apis: servedApis }, policy: { minAgeMs }, now, alsoKnown });

const candidatesOf = (
  { packages, wanted, old, seen }: Gathered,
  { advisories }: ChoiceTerms,
): readonly Candidate[] =>
  packages.map(({ manifest, treeHash, remote }) => {
    const { id, version, dependencies } = manifest;
    const since = seen.get(treeHash)?.since;
    const yanked = advisoryFor(advisories, id, version);
    const mended = old && advisoryFor(advisories, id, old.version);
    return {
      ...offeredBy(manifest),
      needs: dependencies?.plugins ?? {},
      ...(since !== undefined && { publishedAt: since }),
      // Bytes that were named, and versions that are to stay, do not wait.
      isRemote: remote !== undefined && !(remote.isNamed && !remote.isMarketplace) && wanted.pin !== true,
      ...(yanked !== undefined && { yanked }),
      isSecurityFix: mended !== undefined && yanked === undefined,
    };
  });

/** Whether it could be installed anew is not asked of what is there. */
const stayingAsIs = ({ id, version, dependencies }: Manifest): Candidate => ({
  id,
  version,
  host: '*',
  needs: dependencies?.plugins ?? {},
  isRemote: false,
});

const packageOf = (
  { id, packages }: Gathered,
  chosen: readonly Pick<Candidate, 'id' | 'version'>[],
): StoredPackage | Problem => {
  const version = chosen.find((one) => one.id === id)?.version;
  const found = packages.find(({ manifest }) => manifest.id === id && manifest.version === version);
  return found ?? { id, code: 'unknown', message: `No version of "${id}" is known.` };
};

/** A version named exactly is a pin for this choice; one that was pinned stays until another is named. */
const wish = ({ id, wanted: { version, channel, pin }, old }: Gathered): Wanted => {
  if (isExact(version)) return { id, pin: version };
  if (old?.pinned && pin !== false && version === undefined) return { id, pin: old.version };
  return { id, ...(version !== undefined && { range: version }), ...(channel && { channel }) };
};

/** True for one version rather than a range of them. */
const isExact = (version: string | undefined): version is string =>
  version !== undefined && valid(version) === version;
