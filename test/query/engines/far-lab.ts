import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '@agnes/sdk';
import type { ExecutionContext } from 'ava';
import type { Timers } from '../../../host/http/timers.ts';
import type { LoadedConnector } from '../../../host/kernel/loaded.ts';
import { Engines } from '../../../host/query/engines/engines.ts';
import type { Source } from '../../../host/registry/source.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { type ScanServer, startScanServer } from './scan-server.ts';

/** Folder of the plugin whose tables are far away. */
export const farPlugin = join(import.meta.dirname, '../../fixtures/engine');

/** A source of the plugin at a server. */
export const farSource = (server: Pick<ScanServer, 'url'>, more: Partial<Source> = {}): Source => ({
  id: 'source-far',
  slug: 'afar',
  type: 'far',
  connector: 'acme/far#far',
  title: 'Far',
  config: { url: server.url },
  secretRefs: {},
  isDefault: true,
  enabled: true,
  ...more,
});

/** The engines of a host, over the real plugin in its real child, and a server for its tables. */
export const openFar = async (t: ExecutionContext, ...statements: readonly string[]) => {
  const server = await startScanServer(t, ...statements);
  const folder = await tempFolder(t);
  const plugin = await loadedFar();
  const waiting: { readonly ms: number; readonly callback: () => void }[] = [];
  const timers: Timers = {
    after: (ms, callback) => {
      const waits = { ms, callback };
      waiting.push(waits);
      return () => void waiting.splice(waiting.indexOf(waits), 1);
    },
  };
  const log: string[] = [];
  const secrets = { fingerprint: 'first' };
  const engines = new Engines({
    connectors: { connector: (type) => (type === 'far' ? plugin : undefined) },
    orderOf: async ({ config }) => ({
      plugin,
      config,
      secrets: () => undefined,
      readable: [],
      privateAllowed: ['127.0.0.1'],
      limits: {},
    }),
    folder,
    fingerprint: () => secrets.fingerprint,
    timers,
    log: (line) => log.push(line),
  });
  t.teardown(() => engines[Symbol.asyncDispose]());
  return { server, engines, plugin, folder, waiting, engineLog: log, secrets, source: farSource(server) };
};

const loadedFar = async (): Promise<LoadedConnector> => {
  const manifest: Manifest = JSON.parse(await readFile(join(farPlugin, 'agnes.plugin.json'), 'utf8'));
  const [contribution] = manifest.contributes.connectors ?? [];
  if (!contribution) throw new Error('The fixture brings a connector.');
  return {
    type: 'far',
    title: 'Far',
    plugin: manifest.id,
    version: manifest.version,
    folder: farPlugin,
    entry: join(farPlugin, contribution.entry),
    manifest,
    isLocal: false,
    contribution,
  };
};
