import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CatalogTable } from '@agnes/sdk';
import type { ExecutionContext } from 'ava';
import { Access } from '../../../host/access/access.ts';
import { ExtractFolders } from '../../../host/extract/extract-folder.ts';
import { systemIntent } from '../../../host/http/intent.ts';
import { systemTimers } from '../../../host/http/timers.ts';
import type { Job } from '../../../host/jobs/job.ts';
import { Jobs } from '../../../host/jobs/jobs.ts';
import { PluginJobs } from '../../../host/plugin-jobs/plugin-jobs.ts';
import { Enrichments } from '../../../host/registry/metadata/enrichments.ts';
import { Registry } from '../../../host/registry/registry.ts';
import { Secrets } from '../../../host/store/secrets/secrets.ts';
import { freshStore } from '../../support/fresh-store.ts';
import { startPlugins } from '../../support/start-plugins.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/plugins', import.meta.url));
const admin = { userId: 'u', isAdmin: true };

/** Which plugins run. */
interface HowPlugins {
  readonly isEnabled?: (id: string) => boolean;
}

/** Jobs of the plugins of the tests, in a queue that runs. */
const openParts = async (t: ExecutionContext, catalog: readonly CatalogTable[], how: HowPlugins) => {
  const dataDir = await tempFolder(t);
  const now = Date.now;
  const store = await freshStore({ folder: join(dataDir, 'state'), now, hostVersion: '0.0.0' });
  t.teardown(() => store[Symbol.asyncDispose]());
  const none = join(dataDir, 'none');
  const { plugins } = await startPlugins(t, { bundled: fixtures, local: none, store: none }, how);
  const jobs = new Jobs({ store, now, timers: systemTimers, random: () => 0.5, log: () => {} });
  t.teardown(() => jobs[Symbol.asyncDispose]());
  const registry = new Registry({
    store,
    now,
    jobs,
    connectors: () => plugins.connectors(),
    access: new Access({ store, now }),
    onChanged: async () => {},
    forgetKept: async () => {},
  });
  const folders = new ExtractFolders(dataDir);
  const enrichments = new Enrichments({ store, now });
  const pluginJobs = new PluginJobs({
    ...{ plugins, registry, folders, jobs, dataDir, connectors: plugins },
    ...{ roots: [], privateAllowed: [], extensions: ['excel'] },
    secrets: new Secrets({}, new Set()),
    catalog: async () => catalog,
    onEnrichments: (plugin, found) => enrichments.keep(plugin, found),
  });
  pluginJobs.handleAll();
  jobs.start();
  return { dataDir, store, registry, plugins, jobs, folders, pluginJobs };
};

/** The same with what tests ask of it. */
export const jobLab = async (
  t: ExecutionContext,
  catalog: readonly CatalogTable[] = [],
  how: HowPlugins = {},
) => {
  const parts = await openParts(t, catalog, how);
  const { jobs, pluginJobs } = parts;
  const start = (plugin: string, name: string, body = {}): Promise<Job> =>
    pluginJobs.start({ plugin, name }, body, { createdBy: 'u', intent: systemIntent('test') });
  const ended = async ({ id }: Pick<Job, 'id'>): Promise<Job> => {
    const settled = ['succeeded', 'partial', 'failed', 'cancelled', 'needs_confirmation'];
    const signal = new AbortController();
    const events = await jobs.follow(admin, id, { after: 0, signal: signal.signal });
    for (;;) {
      const job = await jobs.get(admin, id);
      // One that waits for its next attempt has been tried.
      if (settled.includes(job.status) || (job.status === 'queued' && job.attempt > 0)) {
        signal.abort();
        events.destroy();
        return job;
      }
      await once(events, 'data');
    }
  };
  const run = async (plugin: string, name: string, body = {}): Promise<Job> => {
    const job = await start(plugin, name, body);
    return ended(job);
  };
  return { ...parts, start, run, ended, admin };
};
