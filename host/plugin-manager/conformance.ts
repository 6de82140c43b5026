import { type Conformance, type ConformanceResult, keptResults, levelOf } from '../kernel/conformance.ts';
import type { LockEntry } from '../kernel/generation-lock.ts';
import type { StagedPlugins } from '../kernel/staged-plugins.ts';
import type { StoredPackage } from './packages.ts';
import type { Step } from './plan.ts';

/** Holds a package that lies in the store to the rules that can be looked at without running it. */
export type PackageLook = (stored: StoredPackage) => Promise<Conformance | undefined>;

/** The step with what the kit says of the version that it installs. A rule that is broken is told and stops nobody. */
export const conforming = async (step: Step, look: () => Promise<Conformance | undefined>): Promise<Step> => {
  if ('problem' in step || !step.entry) return step;
  const conformance = await look();
  if (!conformance) return step;
  return { action: { ...step.action, conformance }, entry: { ...step.entry, conformance } };
};

/** Asks sources, and notes what it sees of the rules of the kit. */
export type Probe = (
  entries: readonly LockEntry[],
  staged: Pick<StagedPlugins, 'connector'>,
  call: { readonly note: ProbeNotes['add']; readonly signal: AbortSignal },
) => Promise<void>;

/** What was seen while the sources of new versions were asked, by plugin. */
export class ProbeNotes {
  readonly #results: { readonly plugin: string; readonly result: ConformanceResult }[] = [];

  readonly add = (plugin: string, result: ConformanceResult): void => {
    this.#results.push({ plugin, result });
  };

  /** The entries with what was seen of them. */
  added(entries: readonly LockEntry[]): LockEntry[] {
    return entries.map((entry) => {
      const seen = this.#results.filter(({ plugin }) => plugin === entry.id).map(({ result }) => result);
      const { conformance } = entry;
      if (!conformance || seen.length === 0) return entry;
      const results = [...conformance.results.filter(({ level }) => level < 'L2'), ...seen];
      const level = levelOf(results);
      return { ...entry, conformance: { ...conformance, level, results: keptResults(results) } };
    });
  }
}
