import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import type { Plugins } from '../../../host/kernel/plugins.ts';
import { startPlugins } from '../../support/start-plugins.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { type LabOptions, openSettings } from './settings-lab.ts';

/** A value that must be seen nowhere. */
export const canary = 'canary-7f3a91';

const bundled = fileURLToPath(new URL('../../../plugins', import.meta.url));
const intent = { action: 'instance_config.update', actor: { kind: 'session', userId: 'u1' } } as const;

let plugins: Promise<Plugins> | undefined;

/** The plugins that ship with the host, set up once and for as long as the tests of a file run. */
const bundledPlugins = async (): Promise<Plugins> => {
  // All that is asked of the test is to end them with it.
  const lasting = { teardown: () => undefined } as unknown as ExecutionContext;
  plugins ??= startPlugins(lasting, { bundled, local: `${bundled}/none`, store: '' }).then(
    (started) => started.plugins,
  );
  return await plugins;
};

/** The editor for one test, and a short way to change something. */
export const openedSettings = async (t: ExecutionContext, options: Partial<LabOptions> = {}) => {
  const folder = await tempFolder(t);
  const lab = await openSettings({ folder, plugins: await bundledPlugins(), ...options });
  t.teardown(() => lab[Symbol.asyncDispose]());
  const change = (sections: Readonly<Record<string, unknown>>, confirmDanger = false) =>
    lab.settings.change({ sections, confirmDanger }, intent);
  return { ...lab, folder, change };
};
