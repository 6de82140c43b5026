import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { Access } from '../../../host/access/access.ts';
import { bind } from '../../../host/http/operation.ts';
import type { Principal } from '../../../host/http/principal.ts';
import { systemTimers } from '../../../host/http/timers.ts';
import { Jobs } from '../../../host/jobs/jobs.ts';
import { Lake } from '../../../host/lake/lake.ts';
import { DocsDigest } from '../../../host/lake/manifest/docs-digest.ts';
import { Manifests } from '../../../host/lake/manifest/manifests.ts';
import { lakeOperations } from '../../../host/lake/operations.ts';
import { Profiles } from '../../../host/lake/profile/profiles.ts';
import { Singles } from '../../../host/lake/single/singles.ts';
import { subscriptionOperations } from '../../../host/lake/subscriptions/operations.ts';
import { Subscriptions } from '../../../host/lake/subscriptions/subscriptions.ts';
import { BundleDigests } from '../../../host/memory/bundle-digests.ts';
import { Memory } from '../../../host/memory/memory.ts';
import { Registry } from '../../../host/registry/registry.ts';
import { Descriptions } from '../../../host/registry/remote/descriptions.ts';
import { Conditions } from '../../../host/store/conditions.ts';
import { newId } from '../../../host/store/new-id.ts';
import type { SystemStore } from '../../../host/store/system-store.ts';
import { intentOf, reader, startedAccess } from '../../access/support/started-access.ts';
import { connectors, intent } from '../../registry/open-registry.ts';
import { startServer } from '../../support/start-server.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { makeChange } from './make-change.ts';

const admin: Principal = { userId: 'the-admin', email: 'admin@example.com', isAdmin: true, kind: 'session' };

/** A server with three tables: `orders` granted to ann, `salaries` to nobody, `secret` kept on the server. */
export const startLake = async (t: ExecutionContext) => {
  const dataDir = await tempFolder(t);
  const started = await startedAccess(t);
  const { store, now, access, clock } = started;
  const shared = { store, now, access };
  const registry = new Registry({ ...shared, connectors: () => connectors, onChanged: async () => {} });
  const conditions = new Conditions(shared);
  const hooks = { afterRebuild: async () => [] };
  const lake = new Lake({ ...shared, registry, conditions, dataDir, hooks });
  await lake.open();
  const change = await publishTables(dataDir, registry, lake);
  const ann = await reader(started, 'ann@example.com', ['orders', 'secret', 'fresh']);
  const jobs = new Jobs({ ...shared, random: () => 0.5, timers: systemTimers, log: () => {} });
  const singles = new Singles({ ...shared, lake, jobs, log: () => {} });
  const profiles = new Profiles({ store });
  const services = { ...shared, registry, lake, profiles, dataDir };
  const origin = await startServer(t, boundTo(services), { ann: ann.principal(), admin });
  const revoke = async (tableId: string): Promise<void> => {
    const grant = ann.grants.find(({ resource_id }) => resource_id === tableId);
    await started.grants.revoke(grant?.id ?? '', intentOf('resource_grant.deleted'));
  };
  const parts = { ...services, clock, singles, change, revoke, principal: ann.principal() };
  /** What was queued, the first one first. */
  const queued = async () => (await jobs.list(admin, {})).toReversed();
  return { ...parts, queued, ...callsTo(origin) };
};

interface Served {
  readonly store: SystemStore;
  readonly access: Access;
  readonly registry: Registry;
  readonly lake: Lake;
  readonly profiles: Profiles;
  readonly now: () => number;
  readonly dataDir: string;
}

const boundTo = ({ dataDir, ...services }: Served) => {
  const docs = new DocsDigest(join(dataDir, 'docs'), services.now);
  const descriptions = new Descriptions(services);
  const digests = new BundleDigests(new Memory({ ...services, newId, decay: 'exponential' }));
  return bind([...lakeOperations, ...subscriptionOperations], {
    ...services,
    descriptions,
    subscriptions: new Subscriptions(services),
    manifests: new Manifests({ ...services, docs, descriptions, rulesOf: (who) => digests.of(who) }),
    catalogEntries: { of: async () => new Map() },
    accelRedirect: undefined,
  });
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
  const post = (path: string, body: unknown, as = 'ann') =>
    fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${as}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  /** What an operation answers. */
  const json = async <T>(path: string, as?: string): Promise<T> =>
    JSON.parse(await (await get(path, {}, as)).text());
  return { get, post, json };
};
