import type { Manifest } from '@agnes/sdk';
import { isOutside, type LockEntry } from '../kernel/generation-lock.ts';
import { type ChoiceTerms, chosenPackage, chosenTogether, type Gathered } from './choice.ts';
import { conforming, type PackageLook } from './conformance.ts';
import { installStep, problemOf } from './install-step.ts';
import type { Packages, StoredPackage } from './packages.ts';
import type { Asked, Problem, Step, WantedInstall } from './plan.ts';
import { stepWithSettings } from './settings/install-settings.ts';
import type { SettingsDraft } from './settings/settings-draft.ts';
import type { SettingsOf } from './settings-part.ts';
import type { Sightings } from './sightings.ts';

/** What working out installs needs. */
export interface InstallDeps {
  readonly packages: Pick<Packages, 'bring' | 'stored'>;
  readonly sightings: Pick<Sightings, 'note'>;
  readonly settingsOf: SettingsOf;
  readonly conformance: PackageLook;
  /** Manifests of what is there, what ships with the host too. */
  readonly installed: () => readonly Manifest[];
  /** What versions are chosen by now. */
  readonly terms: () => Promise<ChoiceTerms>;
}

/** What is there when a plan is made. */
export interface Known {
  readonly before: readonly LockEntry[];
  /** Every entry of every generation that was kept. */
  readonly ever: readonly LockEntry[];
  /** Settings as they are to be. */
  readonly draft: SettingsDraft;
}

/** What installing comes to, one step for each and one for what does not go together. */
export const installSteps = async (
  asked: Asked,
  { known, signal }: { readonly known: Known; readonly signal: AbortSignal },
  deps: InstallDeps,
): Promise<readonly Step[]> => {
  const found: (Gathered | { readonly problem: Problem })[] = [];
  for (const wanted of asked.install) found.push(await gathered(wanted, { known, signal }, deps));
  const terms = await deps.terms();
  const chosen = found.map((one) => ('problem' in one ? one : { one, next: chosenPackage(one, terms) }));
  const good = chosen.flatMap((each) => ('one' in each && !('code' in each.next) ? each.one : []));
  const together = allTogether(good, { asked, terms, installed: deps.installed() });
  const steps: Step[] = [];
  for (const each of chosen) {
    if ('problem' in each) steps.push(each);
    else if ('code' in each.next) steps.push({ problem: each.next });
    else {
      const next = together.packages.find((one) => isFor(one, each.one)) ?? each.next;
      steps.push(await stepOf(each.one, next, { asked, known, deps }));
    }
  }
  return [...steps, ...together.problems.map((problem) => ({ problem }))];
};

/** A version for some sources answers to nobody: what others need is the one for all. */
const isMain = ({ wanted: { sources } }: Gathered): boolean => sources === undefined;

const isFor = ({ manifest: { id } }: StoredPackage, one: Gathered): boolean => isMain(one) && one.id === id;

interface Together {
  readonly asked: Asked;
  readonly terms: ChoiceTerms;
  readonly installed: readonly Manifest[];
}

const allTogether = (
  good: readonly Gathered[],
  { asked, terms, installed }: Together,
): { readonly packages: readonly StoredPackage[]; readonly problems: readonly Problem[] } => {
  const main = good.filter(
    (one, index) => isMain(one) && good.findIndex(({ id }) => id === one.id) === index,
  );
  const gone = [...asked.remove, ...main.map(({ id }) => id)];
  const others = installed.filter(({ id }) => !gone.includes(id));
  const isAlone = [
    ...others,
    ...main.flatMap(({ packages }) => packages.map(({ manifest }) => manifest)),
  ].every(({ dependencies }) => dependencies === undefined);
  if (isAlone) return { packages: [], problems: [] };
  const chosen = chosenTogether(main, others, terms);
  return 'problems' in chosen ? { packages: [], ...chosen } : { packages: chosen, problems: [] };
};

const gathered = async (
  wanted: WantedInstall,
  { known, signal }: { readonly known: Known; readonly signal: AbortSignal },
  deps: InstallDeps,
): Promise<Gathered | { readonly problem: Problem }> => {
  try {
    const packages = await packagesFor(wanted, { known, signal }, deps);
    const id = wanted.id ?? packages[0]?.manifest.id ?? '';
    const other = packages.find(({ manifest }) => manifest.id !== id);
    if (other) return refused(id, 'other_plugin', `The source holds "${other.manifest.id}"`);
    const old = known.before.find((entry) => entry.id === id && isInstalled(entry));
    return { id, wanted, packages, old, seen: await deps.sightings.note(packages) };
  } catch (cause) {
    return { problem: problemOf(wanted.id ?? '', cause) };
  }
};

/** Of what ships with the host or lies in a folder a generation does not know what its settings and its sources are. */
const isInstalled = (entry: LockEntry): boolean => entry.sources === undefined && !isOutside(entry);

const packagesFor = async (
  { id, source, package: brought }: WantedInstall,
  { known: { ever }, signal }: { readonly known: Known; readonly signal: AbortSignal },
  deps: InstallDeps,
): Promise<readonly StoredPackage[]> => {
  if (brought) return [brought];
  return source ? deps.packages.bring(source, signal) : storedBefore(id, ever, deps);
};

/** Every version that was installed before and still lies in the store. */
const storedBefore = async (
  id: string | undefined,
  ever: readonly LockEntry[],
  deps: InstallDeps,
): Promise<readonly StoredPackage[]> => {
  const entries = new Map(
    ever.filter((entry) => entry.id === id).map((entry) => [entry.treeHash, entry] as const),
  );
  const found = await Promise.all([...entries.values()].map((entry) => storedOf(entry, deps)));
  return found.flatMap((one) => one ?? []);
};

/** An installed plugin as it lies in the store. Files that are gone or changed are none to compare with or to go back to. */
export const storedOf = async (
  entry: LockEntry | undefined,
  { packages }: { readonly packages: Pick<Packages, 'stored'> },
): Promise<StoredPackage | undefined> => {
  if (!entry || isOutside(entry)) return undefined;
  return packages.stored(entry).catch(() => undefined);
};

interface Making {
  readonly asked: Asked;
  readonly known: Known;
  readonly deps: InstallDeps;
}

const stepOf = async (
  { id, wanted, old, seen }: Gathered,
  next: StoredPackage,
  { asked, known: { ever, draft }, deps }: Making,
): Promise<Step> => {
  const { version } = next.manifest;
  if (seen.get(next.treeHash)?.isReused)
    return refused(
      id,
      'version_reused',
      `Version reused: "${id}" ${version} was offered before with other files`,
    );
  if (isReused(next, ever))
    return refused(id, 'version_reused', `"${id}" ${version} was installed before with other files`);
  const before = await storedOf(old, deps);
  const { settingsOf, conformance } = deps;
  // What is only to stay as it is, for some sources, may do what it could.
  const kept = wanted.sources && old?.version === version ? old.grants : undefined;
  const installing = { next, wanted, grants: asked.grants[id] ?? kept, old, before, settingsOf };
  // What is for some sources alone is told what the version for all is told.
  const step = wanted.sources
    ? installStep(installing)
    : await stepWithSettings(installing, draft, asked.config?.[id]);
  return conforming(step, () => conformance(next));
};

const refused = (id: string, code: string, message: string) => ({ problem: { id, code, message } });

const isReused = ({ manifest, treeHash }: StoredPackage, ever: readonly LockEntry[]): boolean =>
  ever.some(
    (one) =>
      one.id === manifest.id &&
      one.version === manifest.version &&
      !isOutside(one) &&
      one.treeHash !== treeHash,
  );
