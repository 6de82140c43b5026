import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { bind } from '../../../host/http/operation.ts';
import type { Principal } from '../../../host/http/principal.ts';
import { Lake } from '../../../host/lake/lake.ts';
import { DocsDigest } from '../../../host/lake/manifest/docs-digest.ts';
import { Manifests } from '../../../host/lake/manifest/manifests.ts';
import { ProfileIndex } from '../../../host/lake/manifest/profile-index.ts';
import { lakeOperations } from '../../../host/lake/operations.ts';
import { Registry } from '../../../host/registry/registry.ts';
import { Conditions } from '../../../host/store/conditions.ts';
import { reader, startedAccess } from '../../access/support/started-access.ts';
import { connectors, intent } from '../../registry/open-registry.ts';
import { startServer } from '../../support/start-server.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { makeChange } from './make-change.ts';

const admin: Principal = { userId: 'the-admin', email: 'admin@example.com', isAdmin: true, kind: 'session' };

/** A server with three tables: `orders` granted to ann, `salaries` to nobody, `secret` kept on the server. */
export const startLake = async (t: ExecutionContext, accelRedirect?: string) => {
  const dataDir = await tempFolder(t);
  const started = await startedAccess(t);
  const { store, now, access } = started;
  const registry = new Registry({
    store,
    now,
    access,
    connectors: () => connectors,
    onChanged: async () => {},
  });
  const conditions = new Conditions({ store, now });
  const lake = new Lake({
    store,
    registry,
    conditions,
    dataDir,
    now,
    hooks: { afterRebuild: async () => [] },
  });
  await lake.open();
  const change = await publishTables(dataDir, registry, lake);
  const ann = await reader(started, 'ann@example.com', ['orders', 'secret', 'fresh']);
  const profiles = new ProfileIndex(store);
  const docs = new DocsDigest(join(dataDir, 'docs'), now);
  const manifests = new Manifests({ lake, access, registry, profiles, docs, now });
  const operations = bind(lakeOperations, { lake, access, registry, store, manifests, accelRedirect });
  const origin = await startServer(t, operations, { ann: ann.principal(), admin });
  return { dataDir, lake, store, change, ...callsTo(origin) };
};

const publishTables = async (dataDir: string, registry: Registry, lake: Lake) => {
  const source = await registry.ensureSource(
    { slug: 'shop', type: 'files', config: { location: '/srv' } },
    intent,
  );
  const connection = 'shop';
  await registry.register({ name: 'orders', connection, folder: 'Sales', description: 'All orders' }, intent);
  await registry.register({ name: 'salaries', connection }, intent);
  await registry.register({ name: 'secret', connection, distribution: 'server_only' }, intent);
  await registry.register({ name: 'fresh', connection }, intent);
  const change = await makeChange(dataDir, source, {
    orders: 'SELECT * FROM range(9) t(id)',
    salaries: 'SELECT 1 AS id',
    secret: 'SELECT 2 AS id',
  });
  await lake.publish(change);
  return change;
};

const callsTo = (origin: string) => {
  const get = (path: string, headers: Record<string, string> = {}, as = 'ann') =>
    fetch(`${origin}${path}`, { headers: { Authorization: `Bearer ${as}`, ...headers } });
  /** What an operation answers. */
  const json = async <T>(path: string, as?: string): Promise<T> =>
    JSON.parse(await (await get(path, {}, as)).text());
  return { get, json };
};
