import type { Manifest } from '@agnes/sdk';
import { opensDuckdb } from './contributions.ts';

type Capabilities = NonNullable<Manifest['capabilities']>;

/** One thing a plugin asks for, with its reason. */
export interface Asked {
  /** Such as `network:api.example.com`, `files:config.location` or `process:host`. */
  readonly name: string;
  readonly why: string;
}

type Item = Readonly<Record<string, unknown>>;

/** What an item of a list is named by. */
const nameOf: Readonly<Record<string, (item: Item) => string>> = {
  network: ({ host, config }) => String(host ?? `config.${config}`),
  sockets: ({ host, config, port }) => `${host ?? `config.${config}`}${port === undefined ? '' : `:${port}`}`,
  secrets: ({ config }) => String(config),
  files: ({ from }) => String(from),
  duckdbExtensions: ({ name }) => String(name),
  folders: ({ name }) => String(name),
};

/** Everything a manifest asks for, by name, sorted. `duckdb` is no line of its own: a connector of that runtime asks for it. */
export const askedFor = (manifest: Manifest): readonly Asked[] => {
  const asked = kindsOf(manifest).flatMap(([kind, value]) =>
    [value].flat().map((item) => ({ name: grantName(kind, item), why: String(item['why']) })),
  );
  if (opensDuckdb(manifest)) asked.push({ name: 'duckdb', why: 'A connector of it opens DuckDB.' });
  return asked.sort((a, b) => (a.name < b.name ? -1 : 1));
};

/** The manifest as far as it is granted: whatever reads its capabilities finds nothing else. */
export const narrowed = (manifest: Manifest, grants: readonly string[]): Manifest => {
  if (!manifest.capabilities) return manifest;
  const kept = kindsOf(manifest).flatMap(([kind, value]) => {
    const left = [value].flat().filter((item) => grants.includes(grantName(kind, item)));
    return left.length === 0 ? [] : [[kind, isList(value) ? left : value] as const];
  });
  // Built from the very entries of the manifest: only whole items are left out.
  return { ...manifest, capabilities: Object.fromEntries(kept) as Capabilities };
};

/** Capabilities as what they are all alike in: each kind is one item, or a list of them. */
const kindsOf = ({ capabilities = {} }: Manifest): readonly (readonly [string, Item | Item[]])[] =>
  Object.entries(capabilities);

const isList = (value: Item | Item[]): boolean => Array.isArray(value);

/** How one item of a capability is named where it is approved. */
export const grantName = (kind: string, item: Item): string => {
  if (kind === 'process') return 'process:host';
  const name = nameOf[kind];
  return name ? `${kind}:${name(item)}` : kind;
};
