import { join } from 'node:path';
import { asFunction, asValue, createContainer } from 'awilix';
import { Access } from '../access/access.ts';
import { ResourceListing } from '../access/resource-listing.ts';
import { openApiOf } from '../http/openapi.ts';
import { bind } from '../http/operation.ts';
import { Identity } from '../identity/identity.ts';
import { Jobs } from '../jobs/jobs.ts';
import { systemTimers } from '../jobs/timers.ts';
import { Lake } from '../lake/lake.ts';
import { QueryPool } from '../query/pool.ts';
import { Queries } from '../query/queries.ts';
import { Registry } from '../registry/registry.ts';
import { newId } from '../store/new-id.ts';
import { Web } from '../web/web.ts';
import { Health } from './health.ts';
import { operations, type Services } from './operations.ts';
import type { Outside } from './outside.ts';

type With<Name extends string, T> = { readonly [Key in Name]: T };

const accessOf = ({ store, now }: Outside) => new Access({ store, now });

const identityOf = ({ store, now, plugins, signingKey, access }: Outside & With<'access', Access>) =>
  new Identity({
    store,
    now,
    key: signingKey,
    memberships: access,
    authProvider: (id) => plugins.authProviders().find(({ provider }) => provider.id === id)?.provider,
    resolveUser: plugins.hooks.resolveUser,
  });

const resourcesOf = ({ plugins, now }: Outside) =>
  new ResourceListing({
    resourceTypes: () => plugins.resourceTypes().map(({ type }) => type),
    listResourceBlocks: plugins.hooks.listResourceBlocks,
    now,
  });

const jobsOf = ({ store, now, random, log }: Outside) =>
  new Jobs({
    store,
    now,
    random,
    timers: systemTimers,
    log: (message, error) => log('job', { message, ...(error !== undefined && { error }) }),
  });

// The lake reads the registry: it is asked for only when a table goes, long after both are there.
const registryOf = (parts: Outside & With<'lake', Lake> & With<'access', Access>) =>
  new Registry({
    store: parts.store,
    now: parts.now,
    connectors: () => parts.plugins.connectors(),
    access: parts.access,
    onChanged: async (removed) => {
      const nobody = { source: { id: '', slug: '' }, tables: [], unchanged: [], failed: [], collect: false };
      await parts.lake.publish({ ...nobody, removed });
    },
  });

const lakeOf = ({
  store,
  now,
  plugins,
  conditions,
  dataDir,
  registry,
}: Outside & With<'registry', Registry>) =>
  new Lake({ store, now, conditions, dataDir, registry, hooks: plugins.hooks });

const poolOf = ({ config, dataDir }: Outside) =>
  new QueryPool({
    folder: join(dataDir, 'run', 'query'),
    workers: config.query.workers,
    memoryMb: config.query.memory_mb,
    newId,
  });

type QueryParts = With<'pool', QueryPool> & With<'access', Access> & With<'lake', Lake>;

const queriesOf = ({ config, pool, access, lake, log, now }: Outside & QueryParts) =>
  new Queries({
    pool,
    access,
    lake,
    limits: { rows: config.query.max_limit, timeoutMs: config.query.timeout_ms },
    onQuery: (entry) => log('query', { ...entry }),
    newId,
    now,
  });

const healthOf = ({ store, conditions, about }: Outside) =>
  new Health({ store, conditionLog: conditions, about });

type WebParts = With<'registry', Registry> &
  With<'queries', Queries> &
  With<'access', Access> &
  With<'lake', Lake>;

const webOf = (parts: Outside & WebParts) => {
  const { pages, config, about, plugins, conditions, now, access, registry, lake, queries } = parts;
  const instance = { ...config.instance, version: about.version };
  const authProviders = () => plugins.authProviders().map(({ provider }) => provider);
  return new Web({ pages, instance, access, registry, lake, queries, conditions, authProviders, now });
};

const outsideParts = (outside: Outside) => ({
  config: asValue(outside.config),
  dataDir: asValue(outside.dataDir),
  origin: asValue(outside.origin),
  about: asValue(outside.about),
  log: asValue(outside.log),
  now: asValue(outside.now),
  random: asValue(outside.random),
  store: asValue(outside.store),
  conditions: asValue(outside.conditions),
  secrets: asValue(outside.secrets),
  plugins: asValue(outside.plugins),
  pages: asValue(outside.pages),
  signingKey: asValue(outside.signingKey),
});

/** The composition root: the one file that knows how the host is put together. */
export const composeHost = (outside: Outside) => {
  const container = createContainer({ strict: true })
    .register(outsideParts(outside))
    .register({
      access: asFunction(accessOf).singleton(),
      identity: asFunction(identityOf).singleton(),
      resources: asFunction(resourcesOf).singleton(),
      jobs: asFunction(jobsOf).singleton(),
      registry: asFunction(registryOf).singleton(),
      lake: asFunction(lakeOf).singleton(),
      pool: asFunction(poolOf).singleton(),
      queries: asFunction(queriesOf).singleton(),
      runs: asFunction(runsOf).singleton(),
      health: asFunction(healthOf).singleton(),
      web: asFunction(webOf).singleton(),
    });
  const about = { title: 'Agnes', version: outside.about.version };
  const openApi = once(() => openApiOf(bound, about));
  // A service that an operation needs and nobody registers stops the build here, not a request at noon.
  const services: Services = Object.assign(Object.create(container.cradle), { openApi });
  const bound = bind(operations, services);
  return { parts: container.cradle, operations: bound };
};

const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};
