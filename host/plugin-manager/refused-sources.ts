import type { Manifest } from '@agnes/sdk';
import type { LockEntry } from '../kernel/generation-lock.ts';
import { unfitSettings } from '../registry/sources/unfit-settings.ts';
import { type InstallDeps, storedOf } from './installations.ts';
import { entryFor, type KnownSource } from './live-versions.ts';
import type { PlannedAction, Problem } from './plan.ts';

/** Before and after a plan. */
interface Around {
  readonly actions: readonly Pick<PlannedAction, 'id' | 'connectors'>[];
  readonly before: readonly LockEntry[];
  readonly after: readonly LockEntry[];
}

/**
 * Sources whose settings are refused by the version that is to read them, and not by the one that does now. Settings of
 * sources have no migrations: people change them.
 */
export const refusedSources = async (
  { actions, before, after }: Around,
  sources: readonly KnownSource[],
  deps: Pick<InstallDeps, 'packages'>,
): Promise<readonly Problem[]> => {
  const read = sources.flatMap((source) => {
    const id = actions.find(({ connectors }) => connectors.includes(source.type))?.id;
    if (id === undefined || source.enabled === false) return [];
    const [old, next] = [entryFor(before, id, source.slug), entryFor(after, id, source.slug)];
    return old && next && next.treeHash !== old.treeHash ? [{ source, old, next }] : [];
  });
  const problems = await Promise.all(read.map((one) => problemsOf(one, deps)));
  return problems.flat();
};

interface Read {
  readonly source: KnownSource;
  readonly old: LockEntry;
  readonly next: LockEntry;
}

const problemsOf = async (
  { source, old, next }: Read,
  deps: Pick<InstallDeps, 'packages'>,
): Promise<readonly Problem[]> => {
  const faults = faultsOf(source, (await storedOf(next, deps))?.manifest);
  // What does not fit what runs is nothing that this would break.
  if (faults.length === 0 || faultsOf(source, (await storedOf(old, deps))?.manifest).length > 0) return [];
  return [problemOf({ source, old, next }, faults)];
};

const faultsOf = ({ type, config }: KnownSource, manifest: Manifest | undefined): readonly string[] => {
  const found = manifest?.contributes.connectors?.find(({ id }) => id === type);
  return found && config ? unfitSettings(config, found) : [];
};

const problemOf = (
  { source: { slug }, old, next: { id, version } }: Read,
  faults: readonly string[],
): Problem => {
  const stay = JSON.stringify({ [id]: { [slug]: old.version } });
  const message = [
    `The source "${slug}" has settings that "${id}" ${version} does not take: ${faults.join('; ')}.`,
    `Switch the source off (PATCH /api/admin/sources/${slug} with "enabled": false), apply, change its settings and`,
    `switch it on again; or have it stay at ${old.version}: "pin_sources": ${stay}.`,
  ];
  return { id, code: 'source_settings_refused', message: message.join(' ') };
};
