import type { Manifest } from '@agnes/sdk';
import { secretPaths } from '@agnes/sdk/secret-paths';
import { settingAt } from '../kernel/broker-rules.ts';
import { canonicalJson, contentHash, type LockEntry } from '../kernel/generation-lock.ts';
import { checkSettings } from '../kernel/plugin-settings.ts';
import { fieldAt, type Leaf } from '../settings/changes.ts';
import { inside } from '../settings/known-fields.ts';
import { isBranch } from '../settings/tree.ts';
import { type ConfigChange, configDiff } from './resolve/difference.ts';
import { isHidden, settingsField } from './settings/secret-fields.ts';

/** What the instance says about a plugin of this manifest, as it is written. */
export type SettingsOf = (manifest: Manifest) => unknown;

/** What a generation says of the settings of a plugin: which they were, and the secrets that they name. */
export const lockedSettings = (manifest: Manifest, settings: unknown): LockEntry['config'] => ({
  version: manifest.config?.version ?? 1,
  hash: contentHash(canonicalJson(settings ?? {})),
  secretRefs: [...new Set(secretPaths(manifest).flatMap((path) => nameAt(settings, path.split('.'))))].sort(),
});

/** The settings, defaults filled in, for whoever may see them: `***` stands for what may be a secret. */
export const maskedSettings = (manifest: Manifest, settings: unknown): Readonly<Record<string, unknown>> => {
  const masked = maskedAt({ path: [], field: settingsField(manifest), value: filled(manifest, settings) });
  // Settings are an object by their schema.
  return masked as Readonly<Record<string, unknown>>;
};

const maskedAt = (leaf: Leaf): unknown => {
  const { path, field, value } = leaf;
  if (isHidden(leaf)) return value === undefined || value === '' || value === null ? null : '***';
  if (Array.isArray(value)) return value.map((item) => maskedAt({ path, field: field?.items, value: item }));
  if (!isBranch(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      maskedAt({ path: [...path, key], field: field && inside(field, key), value: inner }),
    ]),
  );
};

/** A version of a plugin and what it is told. */
interface Told {
  readonly manifest: Manifest;
  readonly settings: unknown;
}

/** Settings that become others, by hand, by the defaults of the other version or its shape. What may be a secret is masked. */
export const settingsDiff = (from: Told | undefined, to: Told): readonly ConfigChange[] => {
  const roots = [to, ...(from ? [from] : [])].map(({ manifest }) => settingsField(manifest));
  return configDiff(
    from ? filled(from.manifest, from.settings) : {},
    filled(to.manifest, to.settings),
    (pointer, sides) => {
      const path = pointer.split('/').slice(1).map(plain);
      return roots.some((root) =>
        sides.some((value) => isHidden({ path, field: fieldAt(root, path), value })),
      );
    },
  );
};

const plain = (name: string): string => name.replaceAll('~1', '/').replaceAll('~0', '~');

/** With the defaults; as written where they are refused. */
const filled = (manifest: Manifest, settings: unknown): unknown => {
  try {
    return checkSettings({ manifest, origin: 'bundled' }, settings);
  } catch {
    return settings ?? {};
  }
};

const nameAt = (settings: unknown, path: readonly string[]): readonly string[] =>
  [settingAt(settings, path)].flat().flatMap((name) => (typeof name === 'string' && name !== '' ? name : []));
