import { asFunction, asValue, createContainer } from 'awilix';
import { ExtractFolders } from '../extract/extract-folder.ts';
import { openApiOf } from '../http/openapi.ts';
import { bind } from '../http/operation.ts';
import {
  accessOverviewOf,
  breakGlassOf,
  explainOf,
  grantReachOf,
  grantsOf,
  groupsOf,
  membersOf,
  resourceLookupOf,
} from './access-parts.ts';
import { groupSyncsOf } from './group-sync-part.ts';
import { type Bound, operations, type Services } from './operations.ts';
import type { Outside } from './outside.ts';
import {
  accessOf,
  connectorsOf,
  healthOf,
  identityOf,
  jobsOf,
  lakeOf,
  poolOf,
  queriesOf,
  registryOf,
  resourcesOf,
  runLogOf,
  runsOf,
  triggerOf,
  webOf,
} from './parts.ts';
import { settingsOf, wizardOf } from './settings-parts.ts';
import { anchoringOf, auditOf, outboxWorkerOf } from './store-parts.ts';

const outsideParts = (outside: Outside) => ({
  config: asValue(outside.config),
  instance: asValue(outside.instance),
  env: asValue(outside.env),
  dataDir: asValue(outside.dataDir),
  origin: asValue(outside.origin),
  about: asValue(outside.about),
  log: asValue(outside.log),
  now: asValue(outside.now),
  random: asValue(outside.random),
  store: asValue(outside.store),
  conditions: asValue(outside.conditions),
  secrets: asValue(outside.secrets),
  storedSecrets: asValue(outside.storedSecrets),
  outbox: asValue(outside.outbox),
  smtp: asValue(outside.smtp),
  mailTemplates: asValue(outside.mailTemplates),
  mailAvailable: asValue(outside.mailAvailable),
  plugins: asValue(outside.plugins),
  pages: asValue(outside.pages),
  keys: asValue(outside.keys),
  signingKey: asValue(outside.signingKey),
  groupRules: asValue(outside.groupRules),
  schedulerToken: asValue(outside.schedulerToken),
  devMode: asValue(outside.devMode),
});

/** The composition root: the one file that knows how the host is put together. */
export const composeHost = (outside: Outside) => {
  const about = { title: 'Agnes', version: outside.about.version };
  const container = createContainer({ strict: true })
    .register(outsideParts(outside))
    .register({
      audit: asFunction(auditOf).singleton(),
      anchoring: asFunction(anchoringOf).singleton(),
      outboxWorker: asFunction(outboxWorkerOf).singleton(),
      access: asFunction(accessOf).singleton(),
      groupSyncs: asFunction(groupSyncsOf).singleton(),
      identity: asFunction(identityOf).singleton(),
      resources: asFunction(resourcesOf).singleton(),
      resourceLookup: asFunction(resourceLookupOf).singleton(),
      groups: asFunction(groupsOf).singleton(),
      members: asFunction(membersOf).singleton(),
      breakGlass: asFunction(breakGlassOf).singleton(),
      grants: asFunction(grantsOf).singleton(),
      grantReach: asFunction(grantReachOf).singleton(),
      accessOverview: asFunction(accessOverviewOf).singleton(),
      explain: asFunction(explainOf).singleton(),
      jobs: asFunction(jobsOf).singleton(),
      registry: asFunction(registryOf).singleton(),
      lake: asFunction(lakeOf).singleton(),
      pool: asFunction(poolOf).singleton(),
      queries: asFunction(queriesOf).singleton(),
      folders: asFunction(({ dataDir }: Outside) => new ExtractFolders(dataDir)).singleton(),
      runs: asFunction(runsOf).singleton(),
      connectors: asFunction(connectorsOf).singleton(),
      syncTrigger: asFunction(triggerOf).singleton(),
      runLog: asFunction(runLogOf).singleton(),
      settings: asFunction(settingsOf).singleton(),
      wizard: asFunction(wizardOf).singleton(),
      health: asFunction(healthOf).singleton(),
      web: asFunction(webOf).singleton(),
      openApi: asValue(once(() => openApiOf(bound, about))),
    });
  // A service that an operation needs and nobody registers stops the build here, not a request at noon.
  const services: Services = container.cradle;
  const bound: Bound = bind(operations, services);
  return { parts: container.cradle, operations: bound };
};

const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};
