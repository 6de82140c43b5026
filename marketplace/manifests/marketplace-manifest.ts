import { checkerFor, type Static, Type } from '@agnes/sdk';
import { manifestUnreadable } from '../errors.ts';
import { packageFolder } from '../fetch/git-package.ts';
import { type Finding, problemOf, warning } from '../findings.ts';
import type { Reach } from '../web-address.ts';
import {
  entryName,
  isVendorName,
  type MarketplaceEntry,
  marketplaceEntry,
  vendorName,
} from './marketplace-entry.ts';
import { isRecord, line, namePattern, owner, unknownKeys } from './plugin-fields.ts';
import { renamesOf } from './renames.ts';
import { strictJson } from './strict-json.ts';

/** Where a marketplace says what it has. */
export const marketplaceFile = '.claude-plugin/marketplace.json';

const schema = Type.Object({
  name: Type.String({ pattern: namePattern }),
  owner,
  plugins: Type.Array(Type.Unknown()),
  $schema: line,
  description: line,
  version: line,
  metadata: Type.Optional(Type.Object({ description: line, version: line, pluginRoot: line })),
  renames: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]))),
  allowCrossMarketplaceDependenciesOn: Type.Optional(Type.Array(Type.String())),
  forceRemoveDeletedPlugins: Type.Optional(Type.Boolean()),
});

const known = Object.keys(schema.properties);
const check = checkerFor(schema, { compiled: 'later' });

/** A marketplace as its manifest describes it; entries that are malformed are findings. */
export interface MarketplaceManifest {
  readonly name: string;
  readonly owner: Static<typeof owner>;
  readonly description: string;
  readonly entries: readonly MarketplaceEntry[];
  /** Old name → the name it has now, or null when it is gone; chains are followed. */
  readonly renames: Readonly<Record<string, string | null>>;
  readonly findings: readonly Finding[];
}

/** Reads a manifest. Throws when nothing in it can be used; one bad entry never stops the others. */
export const marketplaceManifest = (bytes: Uint8Array, reach: Reach): MarketplaceManifest => {
  const raw = strictJson(bytes, marketplaceFile);
  const checked = check(raw);
  if (!checked.ok) {
    const rule = checked.faults
      .map(({ loc, msg }) => `${loc}: ${msg}`)
      .slice(0, 5)
      .join('; ');
    throw manifestUnreadable({ thing: marketplaceFile, rule });
  }
  const { value } = checked;
  const pluginRoot = value.metadata?.pluginRoot;
  if (pluginRoot !== undefined) packageFolder(pluginRoot);
  const { entries, findings } = readEntries(value.plugins, { pluginRoot, reach });
  const renames = renamesOf(value.renames ?? {}, new Set(entries.map(({ name }) => name)));
  return {
    name: value.name,
    owner: value.owner,
    description: value.description ?? value.metadata?.description ?? '',
    entries,
    renames: renames.renames,
    findings: [...topWarnings(raw, value.name), ...findings, ...renames.findings],
  };
};

const readEntries = (
  listed: readonly unknown[],
  terms: { readonly pluginRoot: string | undefined; readonly reach: Reach },
): { readonly entries: readonly MarketplaceEntry[]; readonly findings: readonly Finding[] } => {
  const entries = new Map<string, MarketplaceEntry>();
  const findings: Finding[] = [];
  for (const [index, raw] of listed.entries()) {
    try {
      const read = marketplaceEntry(raw, terms);
      findings.push(...read.findings);
      const folded = read.entry.name.toLowerCase();
      const twin = entries.get(folded);
      if (twin) findings.push(twinProblem(read.entry.name, twin.name));
      else entries.set(folded, read.entry);
    } catch (cause) {
      findings.push(problemOf(entryName(raw, index), cause));
    }
  }
  return { entries: [...entries.values()], findings };
};

const twinProblem = (name: string, first: string): Finding => ({
  about: name,
  level: 'problem',
  rule: 'name_twice',
  what: `"${name}" is the name of an earlier entry, "${first}", where case does not count; the earlier one is used.`,
  next: 'Give each plugin a name of its own.',
});

const topWarnings = (raw: unknown, name: string): Finding[] => {
  const keys = isRecord(raw) ? unknownKeys(raw, known) : [];
  const found = isVendorName(name) ? [vendorName(name)] : [];
  if (keys.length === 0) return found;
  const what = `Nobody here knows ${keys.slice(0, 10).join(', ').slice(0, 200)} in ${marketplaceFile}.`;
  return [
    ...found,
    warning(undefined, { rule: 'unknown_keys', what, next: 'Remove them, or correct their spelling.' }),
  ];
};
