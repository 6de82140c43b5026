import type { Job } from '@agnes/sdk/job';
import { type AskingSubject, conformance } from '@agnes/sdk/testing';
import test from 'ava';
import enrich from '../enrich.ts';
import exportFiles from '../export.ts';
import type { Settings } from '../settings.ts';
import { brokered, startCatalogServer } from './catalog-server.ts';
import { table } from './job-lab.ts';

const fullyQualifiedName = 'kbc.crm."in.c-crm".orders';
const { url, world, token } = await startCatalogServer(
  { teardown: (stop) => test.after.always(() => stop()) },
  {
    tables: { [fullyQualifiedName]: { name: 'orders', fullyQualifiedName, description: 'All orders' } },
    metrics: ['revenue', 'margin', 'churn'].map((name) => ({ name, fullyQualifiedName: name })),
  },
);

const trouble = (status: number, headers: Record<string, string> = {}) =>
  world.trouble.set('*', { status, headers });

const subject: AskingSubject = {
  folder: new URL('../', import.meta.url),
  config: { url, token: 'OM_TOKEN', service_map: { keboola: 'kbc' }, project_map: { shop: 'crm' } },
  secrets: { token },
  http: ({ secrets }) => brokered(secrets['token']),
  ask: async ({ config, http, log, staging }) => {
    const run = (job: Job<Settings>) =>
      job.run({
        // The schema has checked it.
        config: config as unknown as Settings,
        params: {},
        catalog: [table('orders')],
        http,
        log,
        signal: new AbortController().signal,
        now: Date.now,
        progress: () => {},
        kept: staging,
        folders: { docs: staging },
      });
    return [await run(enrich), await run(exportFiles)];
  },
  troubles: {
    refused: () => void trouble(401),
    forbidden: () => void trouble(403),
    busy: () => void trouble(429, { 'retry-after': '900' }),
    broken: () => void trouble(500),
    cut: () => void world.trouble.set('*', 'cut'),
  },
  calm: () => world.trouble.clear(),
};

for (const { title, run } of conformance(subject)) test.serial(title, (t) => t.notThrowsAsync(run()));
