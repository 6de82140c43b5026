import { type GenerationLock, isOutside, type LockEntry } from '../../kernel/generation-lock.ts';
import type { PluginState } from '../../kernel/plugin-state.ts';
import { type Fact, madeBy, sinceWhen, sourceOf } from './story.ts';

/** Says who people are, by the ids that generations keep. */
export type NameOf = (by: string) => Promise<string>;

/** Whose plugin is explained. */
export interface Origin {
  readonly id: string;
  /** Absent: the host has not looked at it. */
  readonly state: PluginState | undefined;
  /** What the current generation says of it. */
  readonly entry: LockEntry | undefined;
  /** The current generation and those it came from, newest first. */
  readonly line: readonly GenerationLock[];
  readonly hostVersion: string;
  readonly nameOf: NameOf;
}

/** Where a plugin came from, who switched and pinned it, and since which generation. */
export const originFacts = async (origin: Origin): Promise<readonly Fact[]> => {
  const { state, entry, hostVersion } = origin;
  const facts: Fact[] = [];
  if (state?.origin === 'bundled')
    facts.push({ fact: `It ships with the host ${hostVersion}.`, source: 'host' });
  if (state?.origin === 'local' && !entry?.treeHash)
    facts.push({ fact: inFolder(state.path, entry !== undefined), source: 'folder' });
  return entry ? [...facts, ...(await entryFacts(origin, entry))] : facts;
};

const inFolder = (path: string, isNamed: boolean): string =>
  isNamed
    ? `It lies in ${path}; generations say whether it is on, and nothing of its code.`
    : `It lies in ${path}; no generation names it.`;

const entryFacts = async (origin: Origin, entry: LockEntry): Promise<readonly Fact[]> => {
  const { treeHash, version, enabled, pinned, sources } = entry;
  const facts: Fact[] = [];
  const tell = async (words: string, isSo: (one: LockEntry) => boolean) => {
    const lock = sinceWhen(origin.line, origin.id, isSo);
    if (!lock) return;
    const by = madeBy(lock, await origin.nameOf(lock.createdBy));
    facts.push({ fact: `${words} ${sourceOf(lock)}, made by ${by}.`, source: sourceOf(lock) });
  };
  if (!isOutside(entry)) await tell(`Version ${version} came with`, (one) => one.treeHash === treeHash);
  if (!enabled || isOutside(entry))
    await tell(`It is switched ${enabled ? 'on' : 'off'} since`, (one) => one.enabled === enabled);
  if (pinned)
    await tell(`It is pinned to ${version} since`, (one) => one.pinned === true && one.version === version);
  if (sources)
    facts.push({
      fact: `This version is for the sources ${sources.join(', ')} alone.`,
      source: 'generation',
    });
  return facts;
};
