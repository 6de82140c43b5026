import type { DiscoveredTable } from '@agnes/sdk';
import type { KnownConnector, Source } from '../../registry/source.ts';
import type { SourceEntry } from '../../registry/sources/listed-sources.ts';
import type { Table } from '../../registry/table.ts';
import { addressOf, below } from '../address.ts';
import type { Chip } from '../chips.ts';
import type { Field } from '../fields.ts';
import { amountOf, countOf } from '../figures.ts';
import type { Refusal } from '../refusal.ts';
import { sourceFormView } from './form-view.ts';

type Form = Readonly<Record<string, string>>;

/** What happened before a page was made. */
export interface SourceShown {
  readonly done?: string | undefined;
  readonly refusal?: Refusal | undefined;
  /** What was typed into a form that was refused. */
  readonly values?: Form;
}

const path = '/admin/sources';
const title: Field = { name: 'title', label: 'Title', hint: 'What people see; the slug when it is empty.' };
const slug: Field = {
  name: 'slug',
  label: 'Slug',
  required: true,
  hint: 'Names the source in commands and on disk: letters, digits and _. It never changes.',
};

/** What `admin-sources.mustache` is filled with. `chosen` is the connector of a source to be. */
export const sourcesView = (
  entries: readonly SourceEntry[],
  connectors: readonly KnownConnector[],
  { chosen, ...shown }: SourceShown & { readonly chosen?: KnownConnector | undefined },
): object => ({
  done: shown.done,
  has_sources: entries.length > 0,
  sources: entries.map((entry) => ({
    href: below(path, entry.slug),
    title: entry.title,
    slug: entry.slug,
    type: entry.type,
    is_default: entry.is_default && { kind: 'plain', text: 'Default' },
    state: stateChip(entry),
    reason: entry.status_reason ?? '',
    tables: countOf(entry.table_count),
  })),
  types: connectors.map(({ type }) => ({
    href: `${addressOf(path, { type })}#add`,
    label: type,
    current: type === chosen?.type,
  })),
  has_types: connectors.length > 0,
  chosen: chosen && { type: chosen.type },
  ...sourceFormView({
    fields: [slug, title],
    connector: chosen,
    current: {},
    values: {},
    typed: shown.values,
    refusal: shown.refusal,
  }),
});

/** What is known of a source. */
export interface SourceFacts extends SourceShown {
  readonly source: Source;
  readonly entry: SourceEntry;
  readonly connector: KnownConnector | undefined;
  readonly hosts: readonly string[];
  readonly tables: readonly Table[];
  /** What a test has found. */
  readonly checks?: readonly { readonly name: string; readonly status: string; readonly message: string }[];
  /** What the source offers, and which of it is registered. */
  readonly offer?: readonly (DiscoveredTable & { readonly as: Table | undefined })[];
}

/** What `admin-source.mustache` is filled with. */
export const sourceView = (facts: SourceFacts): object => {
  const { source, entry, connector, hosts, tables, checks, offer, done, refusal } = facts;
  const base = below(path, source.slug);
  return {
    done,
    base,
    title: source.title,
    slug: source.slug,
    type: source.type,
    enabled: source.enabled,
    is_default: source.isDefault,
    state: stateChip(entry),
    reason: entry.status_reason ?? '',
    notices: entry.notices.map(({ table, message }) => ({
      message: table ? `${table}: ${message}` : message,
    })),
    has_connector: connector !== undefined,
    hosts: hosts.join(', '),
    conflicts: entry.conflicts.map(({ name, connection }) => `${name} (${connection})`).join(', '),
    has_secrets: entry.secrets.length > 0,
    secrets: entry.secrets.map(({ name, set }) => ({
      name,
      variable: source.secretRefs[name] ?? name,
      state: set ? { kind: 'on', text: 'Set' } : { kind: 'warn', text: 'Not set' },
    })),
    tests: checks && { checks: checks.map(checkOf) },
    ...sourceFormView({
      fields: [title],
      connector,
      current: entry.config,
      values: { title: source.title },
      typed: facts.values,
      refusal,
    }),
    has_tables: tables.length > 0,
    tables: tables.map(({ id, name }) => ({ href: below('/admin/tables', id), name })),
    takes: amountOf(tables.length, 'table'),
    offered: offer && { has_any: offer.length > 0, rows: offer.slice(0, most).map(offerOf(source)) },
    more_offered:
      (offer?.length ?? 0) > most && `${most} of ${amountOf(offer?.length ?? 0, 'table')} are shown.`,
  };
};

const most = 200;

const states: Readonly<Record<SourceEntry['status'], Chip>> = {
  ok: { kind: 'on', text: 'Fine' },
  failing: { kind: 'warn', text: 'Failing' },
  never: { kind: 'plain', text: 'Not read yet' },
  disabled: { kind: 'off', text: 'Switched off' },
};

const stateChip = ({ status }: SourceEntry): Chip => states[status];

const checkOf = ({ name, status, message }: { name: string; status: string; message: string }) => ({
  name,
  message,
  state: status === 'ok' ? { kind: 'on', text: 'Works' } : { kind: 'warn', text: 'Failed' },
});

const offerOf =
  ({ slug: connection }: Source) =>
  ({
    name,
    bucket = '',
    sourceTable: source_table,
    rows,
    as,
  }: DiscoveredTable & { as: Table | undefined }) => ({
    name,
    upstream: bucket === '' ? source_table : `${bucket} / ${source_table}`,
    rows: rows === undefined ? '–' : countOf(rows),
    known: as && { href: below('/admin/tables', as.id), label: as.name },
    register_href: `${addressOf('/admin/tables', { connection, bucket, source_table, name })}#register`,
  });
