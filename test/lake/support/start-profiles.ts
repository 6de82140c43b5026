import type { ExecutionContext } from 'ava';
import { bind } from '../../../host/http/operation.ts';
import type { Principal } from '../../../host/http/principal.ts';
import { Jobs } from '../../../host/jobs/jobs.ts';
import { Lake } from '../../../host/lake/lake.ts';
import { profileOperations } from '../../../host/lake/profile/operations.ts';
import { Profiler } from '../../../host/lake/profile/profiler.ts';
import { Profiles } from '../../../host/lake/profile/profiles.ts';
import { Profiling, tableProfileKind } from '../../../host/lake/profile/profiling.ts';
import { ColumnMetadata } from '../../../host/registry/metadata/column-metadata.ts';
import { metadataOperations } from '../../../host/registry/metadata/operations.ts';
import { Registry } from '../../../host/registry/registry.ts';
import { Conditions } from '../../../host/store/conditions.ts';
import { Secrets } from '../../../host/store/secrets/secrets.ts';
import { reader, type Started, startedAccess } from '../../access/support/started-access.ts';
import { ManualClock } from '../../jobs/manual-clock.ts';
import { connectors, intent } from '../../registry/open-registry.ts';
import { HostClient } from '../../support/host-client.ts';
import { startServer } from '../../support/start-server.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { makeChange } from './make-change.ts';

const admin: Principal = { userId: 'the-admin', email: 'admin@example.com', isAdmin: true, kind: 'session' };

/** A server with tables of one source, each as a SELECT; `granted` are those ann may read. Nothing has run yet. */
export const startProfiles = async (
  t: ExecutionContext,
  tables: Readonly<Record<string, string>>,
  granted: readonly string[] = [],
) => {
  const dataDir = await tempFolder(t);
  const started = await startedAccess(t);
  const { store, access } = started;
  const parts = await openedParts(t, dataDir, started);
  const { lake, registry, profiles, profiler, profiling, columnMetadata, jobs, conditions, clock, source } =
    parts;
  for (const name of Object.keys(tables)) await registry.register({ name, connection: 'shop' }, intent);
  const publish = async (some: Readonly<Record<string, string>>) =>
    lake.publish(await makeChange(dataDir, source, some));
  const ann = await reader(started, 'ann@example.com', granted);
  const shown = { lake, access, registry, store, profiles, profiler, profiling, columnMetadata };
  const services = { ...shown, ...upstream, metrics: { using: async () => [] } };
  const operations = bind([...profileOperations, ...metadataOperations], services);
  const url = await startServer(t, operations, { ann: ann.principal(), admin });
  return {
    ...{
      dataDir,
      store,
      lake,
      registry,
      profiles,
      profiler,
      profiling,
      jobs,
      conditions,
      clock,
      publish,
      columnMetadata,
    },
    ann: new HostClient(url, 'ann'),
    admin: new HostClient(url, 'admin'),
    /** What waits to be profiled. */
    queued: async () =>
      (await jobs.list(admin, { kind: tableProfileKind, status: 'queued' })).map(({ params }) => params),
    /** Does a job as the queue would. */
    work: (params: unknown, signal = new AbortController().signal) =>
      profiling.handler({ job: { params }, signal, progress: () => {}, event: () => {} } as never),
  };
};

/** Nothing is pushed anywhere. */
const upstream = { secrets: new Secrets({}, new Set()), pluginJobs: { doNow: async () => ({}) } };

const openedParts = async (t: ExecutionContext, dataDir: string, { store, access }: Started) => {
  const clock = new ManualClock();
  const { now } = clock;
  const conditions = new Conditions({ store, now });
  const profiles = new Profiles({ store });
  const columnMetadata = new ColumnMetadata({ store, now });
  const onChanged = async (removed: readonly string[]) => {
    await profiles.forget(removed);
    await lake.remove(removed);
  };
  const registry = new Registry({ store, now, access, connectors: () => connectors, onChanged });
  const afterRebuild = async () => {
    await profiling.notice();
    return [];
  };
  const lake = new Lake({ store, registry, conditions, dataDir, now, hooks: { afterRebuild } });
  const jobs = new Jobs({ store, now, timers: clock, random: () => 0.5, log: () => {} });
  const profiler = new Profiler({ lake, registry, profiles, conditions, now, timers: clock });
  const profiling = new Profiling({ lake, jobs, profiles, profiler, now, log: () => {}, perSource: 3 });
  await lake.open();
  const source = await registry.ensureSource(
    { slug: 'shop', type: 'files', config: { location: '/srv' } },
    intent,
  );
  t.teardown(() => profiler[Symbol.asyncDispose]());
  return { lake, registry, profiles, profiler, profiling, columnMetadata, jobs, conditions, clock, source };
};
