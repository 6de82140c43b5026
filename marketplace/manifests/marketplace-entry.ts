import { checkerFor, type Static, Type } from '@agnes/sdk';
import { manifestUnreadable, sourceUnsupported } from '../errors.ts';
import { type Finding, warning } from '../findings.ts';
import { type EntrySource, entrySource, type SourceTerms } from './entry-source.ts';
import {
  componentFault,
  componentNames,
  isRecord,
  line,
  sharedFields,
  unknownKeys,
  words,
} from './plugin-fields.ts';

const schema = Type.Object({
  ...sharedFields,
  source: Type.Unknown(),
  category: line,
  tags: words,
  strict: Type.Optional(Type.Boolean()),
  relevance: Type.Optional(Type.Unknown()),
});

const known = [...Object.keys(schema.properties), ...componentNames, 'headers', 'headersHelper'];
const check = checkerFor(schema, { compiled: 'later' });

/** One plugin as its marketplace lists it. */
export interface MarketplaceEntry {
  readonly name: string;
  readonly source: EntrySource;
  readonly isStrict: boolean;
  readonly fields: Static<typeof schema>;
  /** As it was written, unknown keys included. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** Reads one entry; throws when it is malformed, which is its own problem and of no other. */
export const marketplaceEntry = (
  raw: unknown,
  terms: SourceTerms,
): { readonly entry: MarketplaceEntry; readonly findings: readonly Finding[] } => {
  if (!isRecord(raw)) throw manifestUnreadable({ thing: 'An entry', rule: 'is not an object' });
  const thing = entryName(raw);
  const checked = check(raw);
  if (!checked.ok)
    throw manifestUnreadable({
      thing,
      rule: checked.faults
        .map(({ loc, msg }) => `${loc}: ${msg}`)
        .slice(0, 5)
        .join('; '),
    });
  if (raw['headersHelper'] !== undefined)
    throw sourceUnsupported({
      kind: 'headersHelper',
      reason: 'a command that a repository names is never run',
      next: 'Publish the plugin where no such header is needed.',
    });
  const fault = componentFault(raw);
  if (fault !== undefined) throw manifestUnreadable({ thing, rule: fault });
  const { value } = checked;
  const source = entrySource(value.source, terms);
  return {
    entry: { name: value.name, source, isStrict: value.strict !== false, fields: value, raw },
    findings: entryWarnings(raw, value.name),
  };
};

/** How an entry is called before it is known to have a name. */
export const entryName = (raw: unknown, index?: number): string => {
  const name = isRecord(raw) ? raw['name'] : undefined;
  if (typeof name === 'string' && name !== '') return name.slice(0, 100);
  return index === undefined ? 'An entry' : `plugins[${index}]`;
};

const entryWarnings = (raw: Readonly<Record<string, unknown>>, name: string): Finding[] => {
  const keys = unknownKeys(raw, known);
  const found: Finding[] = [];
  if (keys.length > 0)
    found.push(
      warning(name, {
        rule: 'unknown_keys',
        what: `Nobody here knows ${keys.slice(0, 10).join(', ').slice(0, 200)}.`,
        next: 'Remove them, or correct their spelling.',
      }),
    );
  if (isVendorName(name)) found.push(vendorName(name));
  return found;
};

/** Names that the client keeps for its vendor. */
export const isVendorName = (name: string): boolean => /^(claude|anthropic|cc-plugin)(-|$)/i.test(name);

/** What is said of such a name. */
export const vendorName = (name: string): Finding =>
  warning(name, {
    rule: 'vendor_name',
    what: `The client keeps names like "${name}" for its vendor.`,
    next: 'Choose a name of your own; otherwise clients may refuse it.',
  });
