import { type Static, Type } from '@agnes/sdk';
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

const plugin = Type.Object({
  id: Type.String({ description: 'publisher/slug.' }),
  display_name: Type.String(),
  version: maybe('Null where the manifest cannot be read.'),
  available: maybe('A newer version that may be installed.'),
  state: Type.String(),
  reason: maybe('Why it is not active.'),
  since: Type.String(),
  next_action: maybe('What to do about it.'),
  trust: Type.Union([Type.Literal('builtin'), Type.Literal('unverified')]),
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
  source: Type.Object({
    marketplace: Type.Null(),
    url: Type.Null(),
    path: Type.String(),
    commit: Type.Null(),
  }),
  last_error: Type.Union([
    Type.Object({ code: Type.String(), message: Type.String(), at: Type.String() }),
    Type.Null(),
  ]),
});

/** Every plugin of this host. Until plugins are installed in generations there is none to name. */
export const pluginList = Type.Object({
  generation: Type.Null(),
  plugins: Type.Array(plugin),
  generations: Type.Array(Type.Null(), { maxItems: 0 }),
});

/** Every hook and who listens to it. */
export const hookList = Type.Object({
  hooks: Type.Array(
    Type.Object({
      name: Type.String(),
      kind: Type.String(),
      timeout_ms: Type.Integer(),
      taps: Type.Array(
        Type.Object({
          plugin: Type.String(),
          version: Type.String(),
          calls: Type.Integer(),
          failures: Type.Integer(),
          breaker: Type.String(),
        }),
      ),
    }),
  ),
});

/** Plugins as administrators read them. */
export const pluginsOnWire = (plugins: readonly PluginState[]): Static<typeof pluginList> => ({
  generation: null,
  plugins: plugins.map(pluginOnWire),
  generations: [],
});

/** Hooks as administrators read them. */
export const hooksOnWire = (hooks: readonly HookOverview[]): Static<typeof hookList> => ({
  hooks: hooks.map(({ name, kind, timeoutMs, taps }) => ({
    name,
    kind,
    timeout_ms: timeoutMs,
    taps: taps.map((tap) => ({ ...tap })),
  })),
});

const pluginOnWire = ({ contributes, lastError, ...state }: PluginState): Static<typeof plugin> => ({
  id: state.id,
  display_name: state.displayName,
  version: state.version ?? null,
  available: null,
  state: state.state,
  reason: state.reason ?? null,
  since: utc(state.since),
  next_action: state.nextAction ?? null,
  trust: state.origin === 'bundled' ? 'builtin' : 'unverified',
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
  source: { marketplace: null, url: null, path: state.path, commit: null },
  last_error: lastError ? { ...lastError, at: utc(lastError.at) } : null,
});
