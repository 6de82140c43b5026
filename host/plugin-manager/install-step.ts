import { isPlatformError } from '@agnes/sdk';
import compare from 'semver/functions/compare.js';
import { isOutside, type LockEntry } from '../kernel/generation-lock.ts';
import { askedFor } from '../kernel/grants.ts';
import { checkSettings } from '../kernel/plugin-settings.ts';
import { reasonOf } from '../kernel/reason.ts';
import { entryOf } from './lock-entries.ts';
import type { StoredPackage } from './packages.ts';
import type { PlannedAction, Problem, Step, WantedInstall } from './plan.ts';
import { powerDiff } from './power-diff.ts';
import { breakingBetween, changelogBetween } from './resolve/difference.ts';
import { type SettingsOf, settingsDiff } from './settings-part.ts';

/** A version that was chosen, beside what is there now. */
export interface Installing {
  readonly next: StoredPackage;
  readonly wanted: WantedInstall;
  /** Capabilities that are granted; all that it asks for when absent. */
  readonly grants: readonly string[] | undefined;
  readonly old: LockEntry | undefined;
  /** The old version as it lies in the store; absent when there is none to be read. */
  readonly before: StoredPackage | undefined;
  /** What plugins are told now. */
  readonly settingsOf: SettingsOf;
  /** What they would be told; absent: the same. */
  readonly nextSettings?: SettingsOf;
}

/** What installing a version comes to. */
export const installStep = (installing: Installing): Step => {
  const { next, wanted, old, settingsOf, nextSettings = settingsOf } = installing;
  const { manifest } = next;
  const fault = settingsFault(installing);
  if (fault) return { problem: fault };
  const granted = askedFor(manifest).map(({ name }) => name);
  const grants = granted.filter((name) => installing.grants?.includes(name) ?? true);
  const isDown = old !== undefined && compare(manifest.version, old.version) < 0;
  const entry = entryOf({
    ...next,
    grants,
    settings: nextSettings(manifest),
    requested: wanted.version,
    // A version that people went back to by hand is one they want to stay at; one for some sources stays anyway.
    isPinned: wanted.pin ?? (!wanted.sources && (isDown || (old?.pinned ?? false))),
    sources: wanted.sources,
  });
  return { entry, action: actionOf(installing, grants) };
};

const actionOf = (
  { next, wanted: { sources }, old, before, settingsOf, nextSettings = settingsOf }: Installing,
  grants: readonly string[],
): PlannedAction => {
  const { manifest, changelog } = next;
  const { id, version } = manifest;
  const from = old?.version;
  return {
    id,
    from: from ?? null,
    to: version,
    changelog: changelogBetween(changelog, from, version),
    breaking: from === undefined ? [] : breakingBetween(manifest.breaking ?? [], from, version),
    powers: powerDiff(before && { manifest: before.manifest, grants: old?.grants ?? [] }, {
      manifest,
      grants,
    }),
    config: settingsDiff(before && { manifest: before.manifest, settings: settingsOf(before.manifest) }, {
      manifest,
      settings: nextSettings(manifest),
    }),
    connectors: [...new Set([...connectorsOf(next), ...(before ? connectorsOf(before) : [])])],
    ...(sources && { sources }),
    moves: [],
  };
};

/** What removing a plugin comes to. */
export const removalStep = (
  id: string,
  old: LockEntry | undefined,
  before: StoredPackage | undefined,
): Step => {
  if (!old || isOutside(old))
    return { problem: { id, code: 'not_installed', message: `"${id}" is not installed` } };
  const powers = { added: [], removed: old.grants, reworded: [] };
  const connectors = before ? connectorsOf(before) : [];
  const nothing = { to: null, changelog: '', breaking: [], config: [], moves: [] };
  return { action: { id, from: old.version, powers, connectors, ...nothing } };
};

const connectorsOf = ({ manifest }: StoredPackage): readonly string[] =>
  (manifest.contributes.connectors ?? []).map((connector) => connector.id);

/** A version that would refuse its settings would not start. */
const settingsFault = ({
  next: { manifest },
  settingsOf,
  nextSettings = settingsOf,
}: Installing): Problem | undefined => {
  try {
    checkSettings({ manifest, origin: 'local' }, nextSettings(manifest));
    return undefined;
  } catch (cause) {
    return problemOf(manifest.id, cause);
  }
};

/** Why something cannot be done, as a plan says it. */
export const problemOf = (id: string, cause: unknown): Problem => ({
  id,
  code: isPlatformError(cause) ? cause.code : 'plugin_unreadable',
  message: isPlatformError(cause) ? `${cause.message} ${cause.hint}` : reasonOf(cause),
});
