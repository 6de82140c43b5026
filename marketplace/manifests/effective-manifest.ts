import { manifestUnreadable } from '../errors.ts';
import type { MarketplaceEntry } from './marketplace-entry.ts';
import { componentsOf } from './plugin-fields.ts';
import type { PluginManifest } from './plugin-manifest.ts';

/** What holds for a plugin when its entry and its own manifest are read together. */
export interface EffectiveManifest {
  /** The name that a client installs. */
  readonly name: string;
  readonly displayName?: string | undefined;
  readonly description: string;
  readonly declaredVersion?: string | undefined;
  readonly defaultEnabled: boolean;
  readonly dependencies: readonly unknown[];
  /** Component fields, those of the entry beside those of the manifest. */
  readonly components: Readonly<Record<string, readonly unknown[]>>;
  /** What stands in `plugin.json` where the plugin has none of its own. */
  readonly written?: Readonly<Record<string, unknown>> | undefined;
}

/** Reads entry and manifest together, by `strict`. Throws where they contradict each other. */
export const effectiveManifest = (
  entry: MarketplaceEntry,
  manifest: PluginManifest | undefined,
): EffectiveManifest => {
  if (manifest) checkConflict(entry);
  const own: Partial<PluginManifest['fields']> = manifest?.fields ?? {};
  const ofManifest = { ...entry.fields, ...own };
  const ofEntry = { ...own, ...entry.fields };
  return {
    name: ofManifest.name,
    displayName: ofEntry.displayName,
    description: ofManifest.description ?? '',
    declaredVersion: ofManifest.version,
    defaultEnabled: ofEntry.defaultEnabled !== false,
    dependencies: [own.dependencies ?? [], entry.fields.dependencies ?? []].flat(),
    components: together(componentsOf(manifest?.raw ?? {}), componentsOf(entry.raw)),
    written: manifest ? undefined : writtenFor(entry),
  };
};

const checkConflict = ({ name, isStrict, raw }: MarketplaceEntry): void => {
  const fields = Object.keys(componentsOf(raw));
  if (isStrict || fields.length === 0) return;
  const rule = `has a plugin.json, and its entry with "strict": false names ${fields.join(', ')}, too`;
  throw manifestUnreadable({ thing: name, rule });
};

type Fields = Readonly<Record<string, unknown>>;

const together = (first: Fields, second: Fields): Record<string, readonly unknown[]> => {
  const names = new Set([...Object.keys(first), ...Object.keys(second)]);
  return Object.fromEntries(
    [...names]
      .sort()
      .map((name) => [name, [first[name], second[name]].filter((value) => value !== undefined)]),
  );
};

const ownFields = [
  'displayName',
  'version',
  'description',
  'author',
  'homepage',
  'repository',
  'license',
  'keywords',
];

/** The manifest of a plugin that has none, out of its entry. */
const writtenFor = ({ name, raw }: MarketplaceEntry): Fields => {
  const kept = ownFields.filter((key) => raw[key] !== undefined).map((key) => [key, raw[key]]);
  return { name, ...Object.fromEntries(kept), ...componentsOf(raw) };
};
