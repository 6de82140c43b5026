import type { Manifest } from '@agnes/sdk';
import { settingAt } from '../kernel/broker-rules.ts';
import { canonicalJson, contentHash, type LockEntry } from '../kernel/generation-lock.ts';
import { checkSettings } from '../kernel/plugin-settings.ts';
import { type ConfigChange, configDiff } from './resolve/difference.ts';

/** What the instance says about a plugin of this manifest, as it is written. */
export type SettingsOf = (manifest: Manifest) => unknown;

/** What a generation says of the settings of a plugin: which they were, and the secrets that they name. */
export const lockedSettings = (manifest: Manifest, settings: unknown): LockEntry['config'] => ({
  version: manifest.config?.version ?? 1,
  hash: contentHash(canonicalJson(settings ?? {})),
  secretRefs: [...new Set(secretPaths(manifest).flatMap((path) => nameAt(settings, path)))].sort(),
});

/** The settings, defaults filled in, for whoever may see them: `***` stands for what may be a secret. */
export const maskedSettings = (manifest: Manifest, settings: unknown): Readonly<Record<string, unknown>> => {
  const secret = new Set(secretPaths(manifest).map((path) => `/${path.join('/')}`));
  const masked = maskedAt(
    '',
    filled(manifest, settings),
    (pointer) => secret.has(pointer) || looksSecret(pointer),
  );
  // Settings are an object by their schema.
  return masked as Readonly<Record<string, unknown>>;
};

const maskedAt = (pointer: string, value: unknown, isSecret: (pointer: string) => boolean): unknown => {
  if (isSecret(pointer)) return value === undefined || value === '' || value === null ? null : '***';
  if (Array.isArray(value)) return value.map((item) => maskedAt(pointer, item, isSecret));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, maskedAt(`${pointer}/${key}`, inner, isSecret)]),
  );
};

const looksSecret = (pointer: string): boolean => /secret|token|password|api_?key/i.test(pointer);

/** A version of a plugin and what it is told. */
interface Told {
  readonly manifest: Manifest;
  readonly settings: unknown;
}

/** Settings that become others, by hand, by the defaults of the other version or its shape. What may be a secret is masked. */
export const settingsDiff = (from: Told | undefined, to: Told): readonly ConfigChange[] => {
  const paths = [...secretPaths(to.manifest), ...(from ? secretPaths(from.manifest) : [])];
  const secret = new Set(paths.map((path) => `/${path.join('/')}`));
  return configDiff(
    from ? filled(from.manifest, from.settings) : {},
    filled(to.manifest, to.settings),
    (pointer) => secret.has(pointer) || looksSecret(pointer),
  );
};

/** With the defaults; as written where they are refused. */
const filled = (manifest: Manifest, settings: unknown): unknown => {
  try {
    return checkSettings({ manifest, origin: 'bundled' }, settings);
  } catch {
    return settings ?? {};
  }
};

/** Settings that name a secret. */
export const secretPaths = ({ capabilities }: Manifest): readonly (readonly string[])[] => [
  ...(capabilities?.network ?? []).flatMap(({ secret }) => (secret ? [secret.config.split('.')] : [])),
  ...(capabilities?.secrets ?? []).map(({ config }) => config.split('.')),
];

const nameAt = (settings: unknown, path: readonly string[]): readonly string[] =>
  [settingAt(settings, path)].flat().flatMap((name) => (typeof name === 'string' && name !== '' ? name : []));
