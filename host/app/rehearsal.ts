import { createServer } from 'node:net';
import { isPlatformError, type PlatformError } from '@agnes/sdk/errors';
import type { ConfigFault } from '../../config/errors.ts';
import { SignInMethods } from '../identity/sign-in/methods.ts';
import { checkSettings } from '../kernel/plugin-settings.ts';
import { type SettingFault, settingsInvalid } from '../settings/errors.ts';
import { devModeOf } from './dev-mode.ts';
import { cannotListen, requiredPlugin, signInMethodUnknown } from './errors.ts';
import { type InstanceConfig, instanceConfig } from './instance-config.ts';
import type { Outside } from './outside.ts';
import { pluginSettings } from './plugin-settings.ts';

type Rehearsing = Pick<Outside, 'instance' | 'env' | 'plugins'>;

/**
 * Goes through a start with this overlay, as far as that is possible beside a host that runs: what would stop the next
 * start is refused now, while somebody looks.
 */
export const rehearsal =
  (parts: Rehearsing) =>
  async (overlay: string): Promise<void> => {
    try {
      const next = await instanceConfig(parts.instance.base, parts.env, overlay);
      devModeOf(parts.env, next);
      checkPlugins(next, parts);
      checkRequired(next, parts);
      checkMethods(next, parts);
      await checkListening(next, parts.instance);
    } catch (cause) {
      if (!isPlatformError(cause)) throw cause;
      throw settingsInvalid({ errors: faultsOf(cause) }, { cause });
    }
  };

const faultsOf = (error: PlatformError): readonly SettingFault[] => {
  // Only `config_invalid` and `plugin_settings_invalid` have these, each in its own words.
  const { faults = [], plugin } = error.details as {
    readonly faults?: readonly (ConfigFault | string)[];
    readonly plugin?: string;
  };
  if (faults.length === 0) return [{ key: '', message: error.message, hint: error.hint }];
  return faults.map((fault) => {
    if (typeof fault !== 'string') return { key: fault.key, message: fault.message, hint: fault.fix };
    const [loc = '', ...words] = fault.split(' ');
    const key = `plugins.${plugin}.settings${loc.replaceAll('/', '.').replace(/\.$/, '')}`;
    return { key, message: words.join(' '), hint: error.hint };
  });
};

const checkPlugins = ({ config }: InstanceConfig, { plugins, env }: Rehearsing): void => {
  const origins = new Map(plugins.list().map(({ id, origin }) => [id, origin]));
  for (const manifest of plugins.manifests()) {
    const owner = { manifest, origin: origins.get(manifest.id) ?? 'local' };
    if (config.plugins[manifest.id]?.enabled ?? true)
      checkSettings(owner, pluginSettings(manifest, { config, env }));
  }
};

const checkRequired = ({ config }: InstanceConfig, { plugins }: Rehearsing): void => {
  const standing = new Map(plugins.list().map(({ id, state }) => [id, state]));
  for (const [id, { required, enabled }] of Object.entries(config.plugins)) {
    const state = enabled ? (standing.get(id) ?? 'not installed') : 'switched off';
    if (required && cannotStart.has(state)) throw requiredPlugin({ plugin: id, reason: `it is ${state}` });
  }
};

const cannotStart: ReadonlySet<string> = new Set(['switched off', 'not installed', 'failed', 'incompatible']);

const checkMethods = ({ config: { auth } }: InstanceConfig, { plugins }: Rehearsing): void => {
  const loaded = plugins.signIns().map(({ method }) => method);
  const declared = plugins.list().flatMap(({ contributes }) => contributes.authProviders);
  const choice = {
    ...(auth.providers && { wanted: auth.providers }),
    disabled: auth.disabled_providers,
  };
  const names = new SignInMethods(() => loaded, choice).unknown(declared, Object.keys(auth.groups));
  if (names.length > 0) throw signInMethodUnknown({ names });
};

/** Another address or port is tried out; those this host has are its own already. */
const checkListening = async (next: InstanceConfig, now: InstanceConfig): Promise<void> => {
  const { host } = next;
  if (host === now.host && next.port === now.port) return;
  const port = next.port === now.port ? 0 : next.port;
  const server = createServer();
  const tried = Promise.withResolvers<void>();
  server.once('error', (cause: NodeJS.ErrnoException) =>
    tried.reject(cannotListen({ host, port: next.port, reason: cause.code ?? cause.message }, { cause })),
  );
  server.listen({ host, port, exclusive: true }, () => server.close(() => tried.resolve()));
  await tried.promise;
};
