import { type Manifest, Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import { checkSettings } from '../kernel/plugin-settings.ts';
import type { PluginState } from '../kernel/plugin-state.ts';
import type { Plugins } from '../kernel/plugins.ts';
import { reasonOf } from '../kernel/reason.ts';
import type { Registry } from '../registry/registry.ts';
import type { Source } from '../registry/source.ts';
import { checkedSource, type SourceProbe } from '../registry/sources/probe.ts';
import type { SystemStore } from '../store/system-store.ts';
import { connectionOfOther, pluginNotFound } from './errors.ts';
import { pluginAddress } from './plugin-address.ts';
import type { SettingsOf } from './settings-part.ts';

interface Services {
  readonly plugins: Pick<Plugins, 'list' | 'manifests'>;
  readonly registry: Pick<Registry, 'source' | 'sources'>;
  readonly connectors: SourceProbe;
  readonly pluginSettings: SettingsOf;
  readonly store: Pick<SystemStore, 'write'>;
  readonly now: () => number;
}

interface Check {
  readonly name: string;
  readonly status: 'ok' | 'failed';
  readonly duration_ms: number;
  readonly message: string;
}

/** Tries a plugin; pages ask it, too. */
export const test = operation({
  id: 'plugins.test',
  route: 'POST /api/admin/plugins/:publisher/:slug/test',
  summary: 'Try a plugin: its settings, and in a child process whether its sources answer',
  who: 'admin',
  params: pluginAddress,
  body: Type.Object(
    {
      connection: Type.Optional(
        Type.String({ description: 'Id or slug of one source; absent: every one that is switched on.' }),
      ),
      config: Type.Optional(
        Type.Record(Type.String(), Type.Unknown(), {
          description: 'Tried in place of what is stored: settings of `connection`, or of the plugin.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  result: Type.Object({
    ok: Type.Boolean(),
    checks: Type.Array(
      Type.Object({
        name: Type.String(),
        status: Type.Union([Type.Literal('ok'), Type.Literal('failed')]),
        duration_ms: Type.Integer(),
        message: Type.String(),
      }),
    ),
  }),
  problems: ['plugin_not_found', 'source_not_found', 'connection_of_other'],
  audit: ({ params: { publisher, slug } }) => ({
    action: 'plugin.test',
    resource: `plugin:${publisher}/${slug}`,
  }),
  run: async ({ params: { publisher, slug }, body, request, intent }, services: Services) => {
    const id = `${publisher}/${slug}`;
    const state = services.plugins.list().find((plugin) => plugin.id === id);
    if (!state) throw pluginNotFound({ plugin: id });
    const sources = await sourcesOf(state, body, services);
    await services.store.write(intent, async () => undefined);
    const checks: Check[] = [...settingsCheck(state, body, services)];
    // One after the other: each is a process of its own.
    for (const source of sources) {
      const { checks: found } = await checkedSource(
        () => services.connectors.check(source, request.signal),
        services.now,
      );
      checks.push(
        ...found.map(({ status, ...check }) => ({ ...check, name: source.slug, status: statusOf(status) })),
      );
    }
    return { ok: checks.every(({ status }) => status === 'ok'), checks };
  },
});

interface Tried {
  readonly connection?: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

const sourcesOf = async (
  { id: plugin, contributes }: PluginState,
  { connection, config }: Tried,
  { registry }: Pick<Services, 'registry'>,
): Promise<readonly Source[]> => {
  if (connection === undefined) {
    const all = await registry.sources();
    return all.filter(({ enabled, type }) => enabled && contributes.connectors.includes(type));
  }
  const source = await registry.source(connection);
  if (!contributes.connectors.includes(source.type)) throw connectionOfOther({ plugin, connection });
  return [config ? { ...source, config } : source];
};

/** A plugin that is not loaded says why; one that is has its settings checked. */
const settingsCheck = (
  { id, origin, state, reason }: PluginState,
  { connection, config }: Tried,
  { plugins, pluginSettings, now }: Services,
): readonly Check[] => {
  const started = now();
  const done = (status: Check['status'], message: string): readonly Check[] => [
    { name: 'settings', status, duration_ms: now() - started, message },
  ];
  const manifest: Manifest | undefined = plugins.manifests().find((one) => one.id === id);
  if (!manifest) return done('failed', reason ?? `It is ${state}.`);
  const tried = connection === undefined ? config : undefined;
  try {
    checkSettings({ manifest, origin }, tried ?? pluginSettings(manifest));
    return done('ok', 'The settings fit.');
  } catch (cause) {
    return done('failed', reasonOf(cause));
  }
};

const statusOf = (status: string): Check['status'] => (status === 'ok' ? 'ok' : 'failed');

/** How a plugin is tried. */
export const pluginTestOperations = [test] as const;
