export {
  type AuthField,
  type AuthHost,
  type AuthProvider,
  type Availability,
  defineAuthProvider,
  type FormAttempt,
  type FormFlow,
  type FormMethod,
  type GroupsAnswer,
  type Handshake,
  type LinkMail,
  type LinkRequest,
  type OidcClient,
  type RedirectMethod,
  type SignInMethod,
  type SignInOutcome,
} from './auth.ts';
export type { CatalogColumn, CatalogProfile, CatalogTable } from './catalog.ts';
export type { CatalogEntry, Sourced, UpstreamSaid } from './catalog-entry.ts';
export { type Column, columnTypes, isColumnType } from './column.ts';
export {
  type Connector,
  type ConnectorContext,
  type Delivery,
  type DiscoveredTable,
  type Downloaded,
  defineConnector,
  type FileFormat,
  type Http,
  type HttpRequest,
  type HttpResponse,
  type PartitionGranularity,
  type PlannedTable,
  type ReadContext,
  type ReadMessage,
  type TableMode,
} from './connector.ts';
export {
  defineEngine,
  type RemoteAggregate,
  type RemoteDescription,
  type RemoteEngine,
  type RemoteEstimate,
  type RemoteFilter,
  type RemoteLimits,
  type RemoteMessage,
  type RemoteScan,
  type RemoteSql,
  type RemoteStatement,
  type RemoteTable,
  type RemoteValue,
} from './engine.ts';
export {
  AccessDenied,
  AuthExpired,
  BudgetExceeded,
  ConfigError,
  DriverUnfit,
  defineError,
  type ErrorDefinition,
  type ErrorKind,
  ExtensionUnavailable,
  isPlatformError,
  NotFound,
  type PlatformError,
  RateLimited,
  SchemaDrift,
  TimedOut,
  UpstreamError,
  Veto,
} from './errors.ts';
export { frozenCopy } from './frozen-copy.ts';
export type { Bail, Collect, Observe, Waterfall } from './hook-kinds.ts';
export type {
  Claim,
  Credential,
  ExtractPlan,
  Finding,
  HookName,
  Hooks,
  MeasuredColumn,
  Rebuilt,
  ResourceBlock,
  ResourceItem,
  StagedTable,
} from './hooks.ts';
export { type CatalogEnrichment, defineJob, type Job, type JobContext, type JobDone } from './job.ts';
export {
  defineLlmRouter,
  type Llm,
  type LlmAnswer,
  type LlmBudget,
  type LlmCaps,
  type LlmHost,
  type LlmRequest,
  type LlmRouter,
} from './llm.ts';
export {
  LlmAuthFailed,
  LlmBudgetExceeded,
  LlmFormatFailed,
  LlmNotConfigured,
  LlmRateLimited,
  LlmRefused,
  LlmTimedOut,
  LlmUnsupported,
} from './llm-errors.ts';
export {
  type ConnectorContribution,
  type JobContribution,
  type Manifest,
  manifestSchema,
  type WebhookContribution,
} from './manifest.ts';
export { definePlugin, type Plugin, type PluginHost } from './plugin.ts';
export type { AnsweredQuery, PlannedQuery } from './query-hooks.ts';
export {
  defineResourceType,
  type ListedMarketplace,
  type ListedTable,
  type ResourceContext,
  type ResourceType,
} from './resource-type.ts';
export {
  type Checked,
  type Checker,
  type CheckerOptions,
  checkerFor,
  type Fault,
  type Static,
  type TSchema,
  Type,
} from './schema.ts';
export { Secret } from './secret.ts';
export {
  defineService,
  type PassResult,
  type RunningService,
  type SchedulesDoor,
  type Service,
  type ServiceCall,
  type ServiceHealth,
  type ServiceHost,
  type ServiceSchedule,
} from './service.ts';
