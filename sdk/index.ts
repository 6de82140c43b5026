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
export { type Column, columnTypes, isColumnType } from './column.ts';
export {
  type Connector,
  type ConnectorContext,
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
  AuthExpired,
  ConfigError,
  defineError,
  type ErrorDefinition,
  type ErrorKind,
  isPlatformError,
  type PlatformError,
  SchemaDrift,
  UpstreamError,
  Veto,
} from './errors.ts';
export { frozenCopy } from './frozen-copy.ts';
export type {
  Bail,
  Claim,
  Collect,
  Credential,
  ExtractPlan,
  Finding,
  HookName,
  Hooks,
  MeasuredColumn,
  Observe,
  Rebuilt,
  ResourceBlock,
  ResourceItem,
  StagedTable,
  Waterfall,
} from './hooks.ts';
export { type ConnectorContribution, type Manifest, manifestSchema } from './manifest.ts';
export { definePlugin, type Plugin, type PluginHost } from './plugin.ts';
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
