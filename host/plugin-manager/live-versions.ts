import { canonicalJson, type LockEntry } from '../kernel/generation-lock.ts';
import { removalStep } from './install-step.ts';
import { type InstallDeps, storedOf } from './installations.ts';
import type { Asked, PlannedAction, Problem, SourceMove, Step, WantedInstall } from './plan.ts';

/** A source that a connector reads. */
export interface KnownSource {
  readonly slug: string;
  /** Id of its connector. */
  readonly type: string;
  /** Its settings. Absent: they are not looked at. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly enabled?: boolean;
}

type Pins = Asked['pinSources'];

/** What is to be installed because a source is to stay at a version, or to go to it. */
export const pinnedInstalls = (pins: Pins): readonly WantedInstall[] =>
  Object.entries(pins).flatMap(([id, versions]) => {
    const bySource = Object.entries(versions).flatMap(([source, version]) =>
      version === null ? [] : [{ source, version }],
    );
    const groups = Map.groupBy(bySource, ({ version }) => version);
    return [...groups].map(([version, sources]) => ({
      id,
      version,
      sources: sources.map(({ source }) => source),
    }));
  });

/** What giving sources back to the version for all comes to. */
export const freeingSteps = async (
  { pinSources }: Asked,
  before: readonly LockEntry[],
  deps: Pick<InstallDeps, 'packages'>,
): Promise<readonly Step[]> => {
  const steps: Step[] = [];
  for (const [id, versions] of Object.entries(pinSources)) {
    const sources = Object.keys(versions).filter((source) => versions[source] === null);
    if (sources.length > 0) steps.push(await freeingStep({ id, sources }, before, deps));
  }
  return steps;
};

const freeingStep = async (
  { id, sources }: { readonly id: string; readonly sources: readonly string[] },
  before: readonly LockEntry[],
  deps: Pick<InstallDeps, 'packages'>,
): Promise<Step> => {
  const free = sources.find(
    (source) => !before.some((one) => one.id === id && one.sources?.includes(source)),
  );
  if (free !== undefined) {
    const message = `The source "${free}" has no version of "${id}" of its own`;
    return { problem: { id, code: 'not_pinned', message } };
  }
  const old = before.find((one) => one.id === id && one.sources?.includes(sources[0] ?? ''));
  const main = before.find((one) => one.id === id && !one.sources);
  const stored = await storedOf(old, deps);
  const step = removalStep(id, old, stored);
  return 'problem' in step ? step : { action: { ...step.action, to: main?.version ?? null, sources } };
};

/** The entries after a step: one that has none removes the plugin, or what it had for some sources. */
export const afterStep = (
  entries: readonly LockEntry[],
  { action: { id, sources }, entry }: Extract<Step, { action: unknown }>,
): readonly LockEntry[] => {
  if (entry) return placed(entries, entry);
  return sources ? withoutSources(entries, id, sources) : entries.filter((one) => one.id !== id);
};

const withoutSources = (
  entries: readonly LockEntry[],
  id: string,
  sources: readonly string[],
): readonly LockEntry[] =>
  entries.flatMap((entry) => {
    if (entry.id !== id || !entry.sources) return entry;
    const left = entry.sources.filter((source) => !sources.includes(source));
    return left.length > 0 ? { ...entry, sources: left } : [];
  });

/** Puts an entry among those that stay: in the place of the one for all, or beside it for its sources alone. */
const placed = (entries: readonly LockEntry[], entry: LockEntry): readonly LockEntry[] => {
  const { id, sources } = entry;
  if (!sources) {
    const own = entries.filter((one) => one.id === id && one.sources);
    // Whoever looks for the plugin finds the version for all first.
    return [...entries.filter((one) => one.id !== id), entry, ...own];
  }
  const left = withoutSources(entries, id, sources);
  const same = left.find((one) => one.sources && sameBut(one) === sameBut(entry));
  if (!same?.sources) return [...left, entry];
  const joined = { ...same, sources: [...new Set([...same.sources, ...sources])].sort() };
  return left.map((one) => (one === same ? joined : one));
};

const sameBut = ({ sources: _, ...entry }: LockEntry): string => canonicalJson(entry);

/** Sources whose version becomes another. */
export const movedSources = (
  { id, connectors }: Pick<PlannedAction, 'id' | 'connectors'>,
  { before, after }: { readonly before: readonly LockEntry[]; readonly after: readonly LockEntry[] },
  sources: readonly KnownSource[],
): readonly SourceMove[] =>
  sources
    .filter(({ type }) => connectors.includes(type))
    .map(({ slug }) => ({
      source: slug,
      from: versionFor(before, id, slug),
      to: versionFor(after, id, slug),
    }))
    .filter(({ from, to }) => from !== to);

/** The version that reads a source; null: none that was installed. */
const versionFor = (entries: readonly LockEntry[], id: string, source: string): string | null =>
  entryFor(entries, id, source)?.version ?? null;

/** The entry of a plugin that is for a source: its own, else the one for all. */
export const entryFor = (
  entries: readonly LockEntry[],
  id: string,
  source: string,
): LockEntry | undefined => {
  const own = entries.filter((entry) => entry.id === id);
  return own.find(({ sources }) => sources?.includes(source)) ?? own.find(({ sources }) => !sources);
};

/** What is wrong with a version that is for some sources alone. */
export const sourceFaults = (
  actions: readonly PlannedAction[],
  sources: readonly KnownSource[],
): readonly Problem[] =>
  actions.flatMap(({ id, sources: own = [], connectors }) =>
    own.flatMap((slug) => {
      const found = sources.find((one) => one.slug === slug);
      if (found && connectors.includes(found.type)) return [];
      const message = found
        ? `The source "${slug}" is not read by "${id}"`
        : `There is no source "${slug}" that a version of "${id}" could be for`;
      return { id, code: 'source_unknown', message };
    }),
  );
