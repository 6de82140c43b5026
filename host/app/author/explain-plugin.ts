import type { Manifest } from '@agnes/sdk';
import { confinementOf } from '../../kernel/confinement.ts';
import { contributedBy } from '../../kernel/contributions.ts';
import { askedFor } from '../../kernel/grants.ts';
import { refusalAsLocal } from '../../kernel/refusal.ts';
import { treeHash } from '../../kernel/tree.ts';
import { hostVersion } from '../version.ts';
import type { Answer, AuthorRequest } from './answer.ts';
import { type OpenPlugin, openPlugin } from './open-plugin.ts';

/** How a host would see a plugin that was put into its folder of local plugins. */
export const explainPlugin = async ({ folder }: AuthorRequest): Promise<Answer> => {
  const plugin = await openPlugin(folder);
  const { manifest, tree } = plugin;
  const host = await hostVersion();
  const refused = refusalAsLocal(manifest, host);
  const { level, note } = confinementOf(manifest);
  const { skills = [] } = manifest.contributes;
  const brings = { ...contributedBy(manifest), skills: skills.map(({ path }) => path) };
  const data = {
    id: manifest.id,
    version: manifest.version,
    tree_hash: `sha256-${await treeHash(tree)}`,
    host: { version: host, range: manifest.engines.host },
    loads: refused === undefined,
    ...(refused && { refused: { code: refused.code, message: refused.message, hint: refused.hint } }),
    loads_with: refused && isTrust(refused.code) ? powersOf(manifest) : [],
    confinement: { level, note },
    brings,
    capabilities: asksOf(manifest),
    limits: manifest.limits ?? {},
  };
  return { data, text: linesOf(plugin, data) };
};

const isTrust = (code: string): boolean => code === 'needs_host_process' || code === 'needs_trust';

/** Powers over the host that an administrator gives by name, when the plugin is installed. */
const powersOf = (manifest: Manifest): readonly string[] =>
  askedFor(manifest)
    .map(({ name }) => name)
    .filter((name) => name === 'process:host' || name === 'duckdb');

interface Asked {
  readonly capability: string;
  readonly what: string;
  readonly why: string;
}

/** Every capability as one line: what it is about, and the author's reason. */
const asksOf = ({ capabilities = {} }: Manifest): readonly Asked[] =>
  Object.entries(capabilities).flatMap(([capability, asked]) =>
    [asked].flat().map((item) => {
      const { why, ...about } = item;
      return { capability, what: wordsOf(about), why };
    }),
  );

const wordsOf = (about: Readonly<Record<string, unknown>>): string =>
  Object.entries(about)
    .map(([key, value]) =>
      typeof value === 'object' ? `${key} ${wordsOf(Object(value))}` : `${key} ${String(value)}`,
    )
    .join(', ');

interface Explained {
  readonly host: { readonly version: string; readonly range: string };
  readonly loads: boolean;
  readonly refused?: { readonly code: string; readonly message: string; readonly hint: string };
  readonly loads_with: readonly string[];
  readonly confinement: { readonly level: string; readonly note: string };
  readonly brings: Readonly<Record<string, readonly string[]>>;
  readonly capabilities: readonly Asked[];
}

const linesOf = (
  { manifest }: OpenPlugin,
  { host, refused, loads_with: powers, confinement, brings, capabilities }: Explained,
): string[] => [
  `${manifest.id} ${manifest.version}: ${manifest.description}`,
  refused
    ? `Would not load in ${host.version} without more: ${refused.message} (${refused.code}) ${refused.hint}`
    : `Loads in hosts ${host.range}; this one is ${host.version}.`,
  ...(powers.length === 0
    ? []
    : [`Loads once an administrator has installed it and approved ${powers.join(' and ')}.`]),
  `Confinement: ${confinement.level}. ${confinement.note}`,
  ...Object.entries(brings)
    .filter(([, names]) => names.length > 0)
    .map(([kind, names]) => `Brings ${kind}: ${names.join(', ')}`),
  ...(capabilities.length === 0 ? ['Asks for nothing beyond its own files.'] : []),
  ...capabilities.map(({ capability, what, why }) => `Asks for ${capability}${what && ` (${what})`}: ${why}`),
];
