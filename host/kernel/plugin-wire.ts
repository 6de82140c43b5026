import { type Static, Type } from '@agnes/sdk';
import type { LockedSource } from './generation-lock.ts';
import type { HookOverview } from './hook-overview.ts';
import type { PluginState } from './plugin-state.ts';
import { utc } from './utc.ts';

const maybe = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

const contributed = Type.Object({
  connectors: Type.Array(Type.String()),
  auth_providers: Type.Array(Type.String()),
  resource_types: Type.Array(Type.String()),
  services: Type.Array(Type.String()),
  jobs: Type.Array(Type.String()),
  webhooks: Type.Array(Type.String()),
  llmRouters: Type.Array(Type.String()),
  hooks: Type.Array(Type.String()),
});

/** A plugin as administrators read it. */
export const pluginWire = Type.Object({
  id: Type.String({ description: 'publisher/slug.' }),
  display_name: Type.String(),
  version: maybe('Null where the manifest cannot be read.'),
  available: maybe('A newer version that may be installed.'),
  state: Type.String(),
  reason: maybe('Why it is not active.'),
  since: Type.String(),
  next_action: maybe('What to do about it.'),
  trust: Type.Union([Type.Literal('builtin'), Type.Literal('reviewed'), Type.Literal('unverified')]),
  confinement: Type.Union(
    [
      Type.Object({
        level: Type.Union([Type.Literal('confined'), Type.Literal('seat_belt'), Type.Literal('trusted')]),
        note: Type.String({ description: 'What that means, in plain words.' }),
      }),
      Type.Null(),
    ],
    { description: 'The weakest confinement among all that it brings.' },
  ),
  contributes: contributed,
  grants: Type.Union([Type.Array(Type.String()), Type.Null()], {
    description: 'What it may do, by name. Null: it was not installed, and may do what it declares.',
  }),
  source: Type.Object({
    marketplace: maybe('Id of the marketplace.'),
    url: maybe('Of the repository or the archive.'),
    path: Type.String({ description: 'Folder, in the repository or archive if there is one.' }),
    commit: maybe('Of the repository.'),
  }),
  tree_hash: maybe('Of its files, where it was installed.'),
  last_error: Type.Union([
    Type.Object({ code: Type.String(), message: Type.String(), at: Type.String() }),
    Type.Null(),
  ]),
});

/** Every hook and who listens to it. */
export const hookList = Type.Object({
  hooks: Type.Array(
    Type.Object({
      name: Type.String(),
      kind: Type.String(),
      stability: Type.Union([Type.Literal('stable'), Type.Literal('experimental')]),
      timeout_ms: Type.Integer(),
      on_error: Type.Union(
        [Type.Literal('fail'), Type.Literal('block'), Type.Literal('skip'), Type.Literal('record')],
        { description: 'What becomes of the call when a tap fails.' },
      ),
      doc: Type.String({ description: 'The moment, in one sentence.' }),
      taps: Type.Array(
        Type.Object({
          plugin: Type.String(),
          version: Type.String(),
          stage: Type.Integer(),
          mode: Type.Union([Type.Literal('patch'), Type.Literal('observe')]),
          calls: Type.Integer(),
          failures: Type.Integer(),
          p95_ms: Type.Union([Type.Number(), Type.Null()], {
            description: 'Within which 95 of 100 of its last 256 calls were over.',
          }),
          breaker: Type.String(),
        }),
      ),
    }),
  ),
});

/** Hooks as administrators read them. */
export const hooksOnWire = (hooks: readonly HookOverview[]): Static<typeof hookList> => ({
  hooks: hooks.map(({ timeoutMs, onError, taps, ...hook }) => ({
    ...hook,
    timeout_ms: timeoutMs,
    on_error: onError,
    taps: taps.map(({ p95Ms, ...tap }) => ({ ...tap, p95_ms: p95Ms ?? null })),
  })),
});

/** Says a plugin. */
export const pluginOnWire = ({
  contributes,
  lastError,
  lock,
  ...state
}: PluginState): Static<typeof pluginWire> => ({
  id: state.id,
  display_name: state.displayName,
  version: state.version ?? null,
  available: null,
  state: state.state,
  reason: state.reason ?? null,
  since: utc(state.since),
  next_action: state.nextAction ?? null,
  trust: state.origin === 'bundled' ? 'builtin' : (lock?.trust ?? 'unverified'),
  confinement: state.confinement ?? null,
  contributes: {
    connectors: [...contributes.connectors],
    auth_providers: [...contributes.authProviders],
    resource_types: [...contributes.resourceTypes],
    services: [...contributes.services],
    jobs: [...contributes.jobs],
    webhooks: [...contributes.webhooks],
    llmRouters: [...contributes.llmRouters],
    hooks: [...contributes.hooks],
  },
  grants: lock ? [...lock.grants] : null,
  source: sourceOf(lock?.source, state.path),
  tree_hash: lock?.treeHash ?? null,
  last_error: lastError ? { ...lastError, at: utc(lastError.at) } : null,
});

const sourceOf = (source: LockedSource | undefined, path: string) => {
  const { marketplace = null, url = null, commit = null } = source ?? {};
  return { marketplace, url, path: source?.path ?? (url === null ? path : '.'), commit };
};
