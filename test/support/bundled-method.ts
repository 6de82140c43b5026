import { fileURLToPath } from 'node:url';
import type { RedirectMethod, SignInMethod } from '@agnes/sdk';
import type { ExecutionContext } from 'ava';
import { createBroker } from '../../host/kernel/broker.ts';
import { hostRules, metadataRules } from '../../host/kernel/broker-rules.ts';
import type { PluginDeps } from '../../host/kernel/plugins.ts';
import { type Started, startPlugins } from './start-plugins.ts';
import { tempFolder } from './temp-folder.ts';

/** Loads one bundled plugin as the host does, with a real way out to this machine. */
export const startBundled = async (
  t: ExecutionContext,
  id: string,
  { settings = {}, ...deps }: Partial<PluginDeps> & { settings?: unknown } = {},
): Promise<Started & { readonly methods: readonly SignInMethod[] }> => {
  const bundled = fileURLToPath(new URL('../../plugins', import.meta.url));
  const folders = { bundled, local: `${await tempFolder(t)}/plugins/local`, store: '' };
  const started = await startPlugins(t, folders, {
    isEnabled: (plugin) => plugin === id,
    settingsOf: () => settings,
    hasSecret: () => true,
    http: ({ manifest, settings: checked }) =>
      createBroker({
        allow: [
          ...metadataRules(manifest.capabilities?.metadata, checked),
          ...hostRules(manifest.capabilities?.network, checked),
        ],
        secrets: () => undefined,
        privateAllowed: ['127.0.0.1'],
      }),
    ...deps,
  });
  return { ...started, methods: started.plugins.signIns().map(({ method }) => method) };
};

/** The method of a plugin that sends people to a provider. */
export const redirectMethod = (methods: readonly SignInMethod[], id: string): RedirectMethod => {
  const found = methods.find((method) => method.id === id);
  if (found?.kind !== 'redirect') throw new Error(`no method ${id}`);
  return found;
};
