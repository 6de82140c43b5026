import { access, constants, mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PluginHost, ResourceContext } from '@agnes/sdk';
import { attachLists } from '../extract/remote/remote-policy.ts';
import { hostKeys } from '../identity/credentials/host-keys.ts';
import type { Endings } from '../kernel/endings.ts';
import type { Generation } from '../kernel/found.ts';
import type { PluginState } from '../kernel/plugin-state.ts';
import { loadPlugins } from '../kernel/plugins.ts';
import { StoredBudget } from '../llm/budget.ts';
import { Conditions } from '../store/conditions.ts';
import { migrations } from '../store/migrations.ts';
import { openSystemStore } from '../store/system-store.ts';
import { loadPages } from '../web/pages.ts';
import { bootGeneration } from './boot-generation.ts';
import { settleGeneration } from './companion-parts.ts';
import { corsOrigins } from './cors-origins.ts';
import { devModeOf } from './dev-mode.ts';
import { dataFolderUnusable, requiredPlugin } from './errors.ts';
import { groupRules } from './group-rules.ts';
import type { About } from './health.ts';
import { type InstanceConfig, originOf } from './instance-config.ts';
import type { Log } from './log.ts';
import { openLedger } from './open-ledger.ts';
import { openMail } from './open-mail.ts';
import { openSecrets } from './open-secrets.ts';
import { outboundTerms } from './outbound-terms.ts';
import type { Outside } from './outside.ts';
import { endingsIn, pluginEndings } from './plugin-endings.ts';
import { brokerFor } from './plugin-http.ts';
import { pluginSettingsOf } from './plugin-settings.ts';
import { schedulerSettings } from './scheduler-settings.ts';
import { hostVersion } from './version.ts';

interface Opening {
  readonly instance: InstanceConfig;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** What resource types list from. The registry is made later; nobody asks before it is there. */
  readonly tables: ResourceContext['tables'];
  readonly marketplaces: ResourceContext['marketplaces'];
  /** The same for plugins that read the catalog. */
  readonly catalog: PluginHost['catalog'];
  /** True: only the plugins that ship with the host are loaded. */
  readonly safeMode?: boolean;
}

const bundled = fileURLToPath(new URL('../../plugins/', import.meta.url));

/** Opens files, keys and plugins; what has to be closed goes onto the stack. */
export const openOutside = async (stack: AsyncDisposableStack, opening: Opening): Promise<Outside> => {
  const { instance, env, log } = opening;
  const given = await givenBy(opening);
  const dataDir = await dataFolder(instance.dataDir);
  const state = join(dataDir, 'state');
  const now = Date.now;
  const keys = await hostKeys({ env, folder: state });
  const about = aboutThis(await hostVersion(), env);
  const store = stack.use(await openSystemStore({ folder: state, now, hostVersion: about.version }));
  const conditions = new Conditions({ store, now });
  const secrets = await openSecrets(stack, { env, folder: state, store, conditions, now });
  const kept = { ...secrets, ...openLedger(stack, { ...secrets, store, log, now, dataDir }) };
  const mail = await openMail({ env, folder: state, sender: instance.config.instance.name, now });
  await settleGeneration({ dataDir, store, conditions, now });
  const loading = {
    ...opening,
    endings: stack.use(await pluginEndings({ folder: endingsIn(dataDir), env, now })),
    ...mail,
    ...given,
    ...(await bootGeneration({ dataDir, conditions, isSafe: opening.safeMode ?? false })),
    dataDir,
    conditions,
    ...kept,
    store,
  };
  const plugins = stack.use(await loadedPlugins({ ...loading, version: about.version }));
  if (!opening.safeMode) checkRequired(plugins.list(), instance);
  return {
    dataDir,
    about,
    log,
    now,
    random: Math.random,
    store,
    conditions,
    ...kept,
    plugins,
    endings: loading.endings,
    ...mail,
    keys,
    signingKey: keys.session,
    ...given,
  };
};

/** What configuration and environment say. */
const givenBy = async ({ instance, env }: Opening) => ({
  config: instance.config,
  instance,
  env,
  origin: originOf(instance),
  devMode: devModeOf(env, instance),
  pages: await loadPages({ devMode: devModeOf(env, instance) !== undefined }),
  outbound: await outboundTerms(instance.config.egress),
  cors: corsOrigins(env),
  scheduler: schedulerSettings(env),
  schedulerToken: env['SCHEDULER_API_TOKEN'],
  attachLists: attachLists(env),
  groupRules: groupRules(instance.config, env),
});

const dataFolder = async (folder: string): Promise<string> => {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return await realpath(folder);
  } catch (cause) {
    throw dataFolderUnusable(
      { folder, reason: (cause as NodeJS.ErrnoException).code ?? 'unknown' },
      { cause },
    );
  }
};

interface Loading
  extends Opening,
    Pick<Outside, 'store' | 'dataDir' | 'outbound' | 'conditions' | 'secrets' | 'mailAvailable' | 'devMode'>,
    Pick<Outside, 'ledger'> {
  readonly version: string;
  readonly generation?: Generation;
  readonly endings: Endings;
}

const loadedPlugins = ({ instance, env, log, tables, marketplaces, catalog, ...more }: Loading) => {
  const { dataDir, outbound, conditions, secrets, devMode, mailAvailable, store, version, generation } = more;
  const { config } = instance;
  return loadPlugins({
    bundled,
    local: join(dataDir, 'plugins', 'local'),
    hostVersion: version,
    ...(generation && { generation }),
    isSafe: more.safeMode ?? false,
    endings: more.endings,
    isEnabled: (id) => config.plugins[id]?.enabled ?? true,
    isTrusted: (id) => config.plugins[id]?.trusted ?? false,
    settingsOf: pluginSettingsOf({ config, env }),
    // In development the link is shown to whoever asked for it.
    mail: devMode ? () => ({ ok: true }) : mailAvailable,
    hasSecret: (name) => secrets.has(name),
    isDevelopment: devMode !== undefined,
    http: (owner) => brokerFor(owner, { secrets, outbound, config, ledger: more.ledger }),
    resources: { tables, marketplaces },
    catalog,
    llmBudget: new StoredBudget({ store, now: Date.now }),
    conditions,
    ledger: more.ledger,
    log: (message) => log('plugin', { message }),
    now: Date.now,
  });
};

const checkRequired = (plugins: readonly PluginState[], { config }: InstanceConfig): void => {
  const required = Object.entries(config.plugins).filter(([, plugin]) => plugin.required);
  for (const [id] of required) {
    const state = plugins.find((plugin) => plugin.id === id);
    if (state?.state !== 'active')
      throw requiredPlugin({ plugin: id, reason: state?.reason ?? 'it is not installed' });
  }
};

const aboutThis = (version: string, env: Opening['env']): About => ({
  version,
  schemaVersion: migrations.at(-1)?.version ?? 0,
  ...(env['AGNES_CHANNEL'] && { channel: env['AGNES_CHANNEL'] }),
  ...(env['AGNES_IMAGE_TAG'] && { imageTag: env['AGNES_IMAGE_TAG'] }),
  ...(env['AGNES_COMMIT'] && { commit: env['AGNES_COMMIT'] }),
  ...(env['AGNES_DEPLOYED_AT'] && { deployedAt: env['AGNES_DEPLOYED_AT'] }),
});
