import { addressOf } from '../address.ts';
import { amountOf, countOf, momentOf } from '../figures.ts';
import { type Refusal, refusalView } from '../refusal.ts';
import { conformanceView } from './conformance-view.ts';
import { failuresView } from './failures-view.ts';
import { tapFigures } from './hook-words.ts';
import { ownPlacesView } from './places.ts';
import { powersView } from './powers-view.ts';
import type { PluginDetail, TappedHook } from './seen.ts';
import { originOf, outcomeChip, stateChip, tierChip, trustWords } from './words.ts';

/** One try of a plugin: what was looked at and how it went. */
export interface TriedCheck {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly duration_ms: number;
}

/** What the page about a plugin shows. */
export interface DetailShown {
  readonly plugin: PluginDetail;
  readonly hooks: readonly TappedHook[];
  readonly now: number;
  readonly base: string;
  /** Its jobs, as `plugin.mustache` draws them. */
  readonly jobs: object | false;
  /** Why it is as it is. */
  readonly why: object;
  /** Generations in which it became another. */
  readonly timeline: object;
  /** The settings, as `schema-form.mustache` draws them. */
  readonly settings: object | undefined;
  readonly done?: string | undefined;
  readonly refusal?: Refusal | undefined;
  readonly checks?: readonly TriedCheck[] | undefined;
}

const mostTables = 100;

/** What `plugin.mustache` is filled with. */
export const pluginView = (shown: DetailShown): object => {
  const { plugin, hooks, now, base, settings, done, refusal, checks, why, timeline, jobs } = shown;
  return {
    ...{ base, done, settings, why, timeline, jobs },
    ...ownPlacesView(base, base),
    refusal: refusalView(refusal),
    id: plugin.id,
    title: plugin.display_name,
    state: stateChip(plugin.state),
    tier: tierChip(plugin),
    about: plugin.confinement?.note ?? '',
    reason: plugin.reason && { text: plugin.reason, next: plugin.next_action ?? '' },
    taken: takenBack(plugin),
    facts: factRows(plugin, now),
    tests: checks && { checks: checks.map(checkOf) },
    on: plugin.state !== 'disabled' && { consequences: consequencesOf(plugin) },
    removable: plugin.trust !== 'builtin' && plugin.tree_hash !== null,
    failures: failuresView(plugin.errors, now),
    versions: plugin.versions.length > 0 && { all: versionsOf(plugin) },
    powers: powersView(plugin, now),
    hooks: hookRows(hooks, plugin.id),
    ...tablesOf(plugin),
    conformance: plugin.conformance && conformanceView(plugin.conformance, now),
  };
};

const tablesOf = ({ tables }: PluginDetail): object => ({
  has_tables: tables.length > 0,
  tables: tables
    .slice(0, mostTables)
    .map((name) => ({ href: addressOf('/admin/tables', { q: name }), name })),
  more_tables:
    tables.length > mostTables && `${mostTables} of ${amountOf(tables.length, 'table')} are shown.`,
});

/** The newest version, when it did not stay and another runs in its place. */
const takenBack = ({ versions: [last], version }: PluginDetail): object | false => {
  if (!last || last.version === version || !['failed', 'rolled_back'].includes(last.status)) return false;
  const verb = last.status === 'failed' ? 'never ran' : 'was rolled back';
  return { version: last.version, verb, outcome: last.outcome ?? '', current: version ?? '' };
};

const kinds: Readonly<Record<string, string>> = {
  connectors: 'connectors',
  auth_providers: 'ways to sign in',
  resource_types: 'kinds of resources',
  services: 'services',
  jobs: 'jobs',
  webhooks: 'webhooks',
  llmRouters: 'language models',
  hooks: 'hooks',
};

const factRows = (plugin: PluginDetail, now: number): readonly object[] => {
  const brings = Object.entries(plugin.contributes)
    .filter(([, ids]) => ids.length > 0)
    .map(([kind, ids]) => `${kinds[kind] ?? kind}: ${ids.join(', ')}`);
  const rows: readonly (readonly [string, string])[] = [
    ['Version', plugin.version ?? 'not known'],
    ['Comes from', originOf(plugin)],
    ['Who stands for it', trustWords(plugin.trust)],
    ['Brings', brings.join('; ')],
    ['Hash of its files', plugin.tree_hash ?? ''],
    ['Newer version', plugin.available ?? ''],
  ];
  return [
    { label: 'In this state', when: momentOf(plugin.since, now), text: '' },
    ...rows.filter(([, text]) => text !== '').map(([label, text]) => ({ label, text, when: false })),
  ];
};

const checkOf = ({ name, status, message, duration_ms: ms }: TriedCheck): object => ({
  ...{ name, message },
  took: `${countOf(ms)} ms`,
  state: status === 'ok' ? { kind: 'on', text: 'Works' } : { kind: 'error', text: 'Failed' },
});

/** What switching a plugin off does, by what it brings. */
const consequencesOf = ({ contributes, tables }: PluginDetail): readonly string[] => {
  const has = (kind: string): boolean => (contributes[kind] ?? []).length > 0;
  return [
    has('connectors') &&
      `Its sources are not read any more; ${amountOf(tables.length, 'table')} stay readable as they are.`,
    has('auth_providers') &&
      'Nobody can sign in through it; those who are signed in stay so until their session ends.',
    has('hooks') && 'What it does when something happens in the host is not done.',
    has('services') && 'Plugins that ask it for a service are told that there is none.',
    has('llmRouters') && 'Language models that it reaches are not asked.',
    has('webhooks') && 'What comes in at its addresses is refused.',
    has('jobs') && 'Its jobs do not run.',
    has('resource_types') && 'Resources of its kinds cannot be granted anew.',
  ].flatMap((text) => (text === false ? [] : [text]));
};

const versionsOf = ({ versions, version }: PluginDetail): readonly object[] => {
  const offered = new Set([version]);
  return versions.map((one) => {
    // Each version is offered once, and what never proved itself is not.
    const isOffered = !offered.has(one.version) && one.status === 'superseded';
    if (isOffered) offered.add(one.version);
    return {
      version: one.version,
      generation: one.generation,
      chip: outcomeChip(one.status),
      outcome: one.outcome ?? '',
      offered: isOffered,
    };
  });
};

const hookRows = (hooks: readonly TappedHook[], id: string): object | false => {
  const rows = hooks.flatMap(({ name, kind, taps }) =>
    taps.filter(({ plugin }) => plugin === id).map((tap) => ({ name, kind, ...tapFigures(tap) })),
  );
  return rows.length > 0 && { rows };
};
