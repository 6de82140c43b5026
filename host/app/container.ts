import { asFunction, asValue, createContainer, type Resolver } from 'awilix';
import { ExtractFolders } from '../extract/extract-folder.ts';
import { openApiOf } from '../http/openapi.ts';
import { bind } from '../http/operation.ts';
import { toolsOf } from '../mcp/tools.ts';
import {
  accessOverviewOf,
  breakGlassOf,
  explainOf,
  grantReachOf,
  grantsOf,
  groupsOf,
  membersOf,
  resourceLookupOf,
  resourcesOf,
} from './access-parts.ts';
import { connectorsOf, remotePolicyOf, runLogOf, runsOf, triggerOf } from './extract-parts.ts';
import { cliFilesOf, feedOf } from './feed-parts.ts';
import { groupSyncsOf } from './group-sync-part.ts';
import { jobAgainOf } from './job-again.ts';
import { builderOf, generationLogOf, lakeOf, manifestsOf, singlesOf, subscriptionsOf } from './lake-parts.ts';
import { managerParts, memoryParts } from './manager-parts.ts';
import { marketplacesOf } from './marketplace-parts.ts';
import { once } from './once.ts';
import { type Bound, operations, type Services } from './operations.ts';
import type { Outside } from './outside.ts';
import { accessOf, healthOf, identityOf, jobsOf, poolOf, queriesOf, registryOf, webOf } from './parts.ts';
import { hybridQueriesOf, queryPlansOf } from './plan-parts.ts';
import { enrichmentsOf, pluginJobsOf, scheduleSyncOf } from './plugin-job-parts.ts';
import { catalogEntriesOf, columnMetadataOf, profilerOf, profilesOf, profilingOf } from './profile-parts.ts';
import { heavyPoolOf, queryJobsOf, queryResultsOf, resultFolderOf } from './query-job-parts.ts';
import { crashesOf, queryHooksOf, queryLogOf } from './query-parts.ts';
import {
  descriptionsOf,
  enginesOf,
  remoteDeskOf,
  remotePlansOf,
  remoteQueriesOf,
  remoteTablesOf,
  scanBudgetOf,
} from './remote-parts.ts';
import { savedQueriesOf } from './saved-parts.ts';
import { readOnlyOf, schedulesOf } from './schedule-parts.ts';
import { settingsOf, wizardOf } from './settings-parts.ts';
import { healthReportOf, sourceStatusesOf, upcomingOf } from './status-parts.ts';
import { anchoringOf, auditOf, outboxWorkerOf } from './store-parts.ts';
import { discoveryOf, knownTablesOf, metricsOf, scansOf } from './v2-parts.ts';
import { deliveriesOf, paceOf, webhooksOf } from './webhook-parts.ts';
import { promptTemplatesOf, uploadsOf, workspacePromptOf } from './workspace-parts.ts';

/** What the host is given, each under its own name. */
const outsideParts = (outside: Outside) => ({
  ...valuesOf(outside),
  accelRedirect: asValue(outside.config.server.accel_redirect),
});

type Values<Given> = { readonly [Name in keyof Given]: Resolver<Given[Name]> };

// Names stay what they are; the compiler cannot follow them through a list.
const valuesOf = <Given extends object>(given: Given) =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, asValue(value)])) as Values<Given>;

const lakeParts = {
  lake: asFunction(lakeOf).singleton(),
  builder: asFunction(builderOf).singleton(),
  singles: asFunction(singlesOf).singleton(),
  generationLog: asFunction(generationLogOf).singleton(),
  manifests: asFunction(manifestsOf).singleton(),
  subscriptions: asFunction(subscriptionsOf).singleton(),
  profiles: asFunction(profilesOf).singleton(),
  profiler: asFunction(profilerOf).singleton(),
  profiling: asFunction(profilingOf).singleton(),
  columnMetadata: asFunction(columnMetadataOf).singleton(),
  catalogEntries: asFunction(catalogEntriesOf).singleton(),
};

const accessParts = {
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
};

const eventParts = {
  pace: asFunction(paceOf).singleton(),
  deliveries: asFunction(deliveriesOf).singleton(),
  webhooks: asFunction(webhooksOf).singleton(),
  enrichments: asFunction(enrichmentsOf).singleton(),
  pluginJobs: asFunction(pluginJobsOf).singleton(),
  feed: asFunction(feedOf).singleton(),
  cliFiles: asFunction(cliFilesOf).singleton(),
  promptTemplates: asFunction(promptTemplatesOf).singleton(),
  workspacePrompt: asFunction(workspacePromptOf).singleton(),
  uploads: asFunction(uploadsOf).singleton(),
  scheduleSync: asFunction(scheduleSyncOf).singleton(),
};

const queryParts = {
  crashes: asFunction(crashesOf).singleton(),
  pool: asFunction(poolOf).singleton(),
  heavyPool: asFunction(heavyPoolOf).singleton(),
  resultFolder: asFunction(resultFolderOf).singleton(),
  queryJobs: asFunction(queryJobsOf).singleton(),
  queryResults: asFunction(queryResultsOf).singleton(),
  queries: asFunction(queriesOf).singleton(),
  queryLog: asFunction(queryLogOf).singleton(),
  queryHooks: asFunction(queryHooksOf).singleton(),
  savedQueries: asFunction(savedQueriesOf).singleton(),
  engines: asFunction(enginesOf).singleton(),
  descriptions: asFunction(descriptionsOf).singleton(),
  remoteTables: asFunction(remoteTablesOf).singleton(),
  remotePlans: asFunction(remotePlansOf).singleton(),
  scanBudget: asFunction(scanBudgetOf).singleton(),
  remoteQueries: asFunction(remoteQueriesOf).singleton(),
  queryPlans: asFunction(queryPlansOf).singleton(),
  hybridQueries: asFunction(hybridQueriesOf).singleton(),
  remoteDesk: asFunction(remoteDeskOf).singleton(),
  knownTables: asFunction(knownTablesOf).singleton(),
  discovery: asFunction(discoveryOf).singleton(),
  scans: asFunction(scansOf).singleton(),
  metrics: asFunction(metricsOf).singleton(),
};

/** The composition root: the one file that knows how the host is put together. */
export const composeHost = (outside: Outside) => {
  const about = { title: 'Agnes', version: outside.about.version };
  const container = createContainer({ strict: true })
    .register(outsideParts(outside))
    .register(accessParts)
    .register(lakeParts)
    .register(eventParts)
    .register(queryParts)
    .register({ ...managerParts, ...memoryParts })
    .register({
      audit: asFunction(auditOf).singleton(),
      anchoring: asFunction(anchoringOf).singleton(),
      outboxWorker: asFunction(outboxWorkerOf).singleton(),
      jobs: asFunction(jobsOf).singleton(),
      readOnly: asFunction(readOnlyOf).singleton(),
      schedules: asFunction(schedulesOf).singleton(),
      registry: asFunction(registryOf).singleton(),
      folders: asFunction(({ dataDir }: Outside) => new ExtractFolders(dataDir)).singleton(),
      remotePolicy: asFunction(remotePolicyOf).singleton(),
      runs: asFunction(runsOf).singleton(),
      connectors: asFunction(connectorsOf).singleton(),
      llm: asFunction(({ plugins }: Outside) => plugins.llm).singleton(),
      syncTrigger: asFunction(triggerOf).singleton(),
      marketplaces: asFunction(marketplacesOf).singleton(),
      jobAgain: asFunction(jobAgainOf).singleton(),
      runLog: asFunction(runLogOf).singleton(),
      settings: asFunction(settingsOf).singleton(),
      wizard: asFunction(wizardOf).singleton(),
      health: asFunction(healthOf).singleton(),
      upcoming: asFunction(upcomingOf).singleton(),
      sourceStatuses: asFunction(sourceStatusesOf).singleton(),
      healthReport: asFunction(healthReportOf).singleton(),
      web: asFunction(webOf).singleton(),
      openApi: asValue(once(() => openApiOf(bound, about))),
      mcpTools: asValue(once(() => toolsOf(bound))),
    });
  // A service that an operation needs and nobody registers stops the build here, not a request at noon.
  const services: Services = container.cradle;
  const bound: Bound = bind(operations, services);
  // Tools that would hide each other stop the start.
  services.mcpTools();
  return { parts: container.cradle, operations: bound };
};

/** Everything there is, wired. */
export type HostParts = ReturnType<typeof composeHost>['parts'];
