import type { LockEntry } from '../../kernel/generation-lock.ts';
import type { PluginState, PluginStateName } from '../../kernel/plugin-state.ts';
import type { GenerationRecord } from '../generation-repository.ts';
import { type Check, failure, fine, warning } from './doctor-check.ts';
import { newerVersions } from './newer-facts.ts';

/** What is looked at of each plugin. */
export interface Rounds {
  readonly states: readonly PluginState[];
  readonly entries: readonly LockEntry[];
  readonly records: readonly GenerationRecord[];
  /** True when the name of a secret leads to a value. */
  readonly hasSecret: (name: string) => boolean;
}

/** Which plugins do not run, hide a newer version behind a pin, or name a secret that nobody has set. */
export const pluginChecks = (rounds: Rounds): readonly Check[] => {
  const ill = rounds.states.flatMap((state) => stateCheck(state));
  const total = rounds.states.length;
  return [
    ...(ill.length === 0 ? [fine('plugin', `All of ${total} plugins that are to run do.`)] : ill),
    ...rounds.entries.flatMap((entry) => [...pinCheck(entry, rounds), ...secretCheck(entry, rounds)]),
  ];
};

const broken: ReadonlySet<PluginStateName> = new Set([
  'failed',
  'quarantined',
  'missing',
  'tripped',
  'incompatible',
]);

const stateCheck = ({ id, state, reason, nextAction }: PluginState): readonly Check[] => {
  if (state === 'active' || state === 'disabled') return [];
  const say = broken.has(state) ? failure : warning;
  const next = nextAction ?? `See agnes admin plugin why ${id}`;
  return [{ ...say('plugin', `It is ${state}: ${reason ?? 'nobody knows why.'}`, next), plugin: id }];
};

const pinCheck = (entry: LockEntry, { records }: Rounds): readonly Check[] => {
  const { id, version, pinned } = entry;
  const [newest] = pinned ? newerVersions(entry, records) : [];
  if (!newest) return [];
  const message = `It is pinned to ${version}; ${newest.entry.version} was here already.`;
  return [{ ...warning('pin', message, `Keep it so, or agnes admin plugin unpin ${id}`), plugin: id }];
};

const secretCheck = ({ id, enabled, config }: LockEntry, { hasSecret }: Rounds): readonly Check[] => {
  const unset = enabled ? config.secretRefs.filter((name) => !hasSecret(name)) : [];
  return unset.map((name) => ({
    ...warning(
      'secret',
      `Its settings name the secret ${name}, and there is none.`,
      `agnes admin secret set ${name}`,
    ),
    plugin: id,
  }));
};
