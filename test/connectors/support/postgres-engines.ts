import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Manifest, Secret } from '@agnes/sdk';
import type { ExecutionContext } from 'ava';
import type { LoadedConnector } from '../../../host/kernel/loaded.ts';
import { Engines } from '../../../host/query/engines/engines.ts';
import type { Source } from '../../../host/registry/source.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { server, settingsOf } from './postgres-lab.ts';

const folder = join(import.meta.dirname, '../../../plugins/connector-postgres');

/** The engines of a host over the plugin in its confined child, and a source at the server of the test. */
export const postgresEngines = async (t: ExecutionContext) => {
  const plugin = await loaded();
  const engines = new Engines({
    connectors: { connector: () => plugin },
    orderOf: async ({ config }) => ({
      plugin,
      config,
      secrets: () => new Secret(server().password),
      readable: [],
      privateAllowed: ['127.0.0.1'],
      limits: {},
    }),
    folder: await tempFolder(t),
    fingerprint: () => server().password,
    timers: { after: () => () => {} },
    log: (line) => t.log(line),
  });
  t.teardown(() => engines[Symbol.asyncDispose]());
  const source: Source = {
    id: 'source-shop',
    slug: 'shop',
    type: 'postgres',
    connector: 'agnes/connector-postgres#postgres',
    title: 'Shop',
    config: { ...settingsOf(), password_env: 'AGNES_PG_PASSWORD' },
    secretRefs: { AGNES_PG_PASSWORD: 'AGNES_PG_PASSWORD' },
    isDefault: true,
    enabled: true,
  };
  return { engines, source };
};

const loaded = async (): Promise<LoadedConnector> => {
  const manifest: Manifest = JSON.parse(await readFile(join(folder, 'agnes.plugin.json'), 'utf8'));
  const [contribution] = manifest.contributes.connectors ?? [];
  if (!contribution) throw new Error('The plugin brings a connector.');
  const { id: plugin, version } = manifest;
  const entry = join(folder, contribution.entry);
  const own = { type: 'postgres', title: 'PostgreSQL', isLocal: false } as const;
  return { ...own, plugin, version, folder, entry, manifest, contribution };
};
