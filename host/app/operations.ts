import { accessOperations } from '../access/operations.ts';
import { cliOperations } from '../distribution/client/operations.ts';
import { feedOperations } from '../distribution/feed/operations.ts';
import { promptOperations } from '../distribution/prompts/operations.ts';
import { marketplaceOperations } from '../distribution/registry/operations.ts';
import { marketplaceReviewOperations } from '../distribution/registry/review-operations.ts';
import { marketplaceViewOperations } from '../distribution/registry/view-operations.ts';
import { workspaceOperations } from '../distribution/workspace/operations.ts';
import { syncOperations } from '../extract/operations.ts';
import { remoteOperations } from '../extract/remote/operations.ts';
import type { AnyOperation, Bindable } from '../http/operation.ts';
import { accountOperations } from '../identity/account-operations.ts';
import { identityOperations } from '../identity/operations.ts';
import { signInOperations } from '../identity/sign-in/operations.ts';
import { jobAgainOperation } from '../jobs/again-operation.ts';
import { jobOperations } from '../jobs/operations.ts';
import { scheduleOperations } from '../jobs/schedules/operations.ts';
import { pluginOperations } from '../kernel/operations.ts';
import { generationOperations } from '../lake/log/operations.ts';
import { lakeOperations } from '../lake/operations.ts';
import { profileOperations } from '../lake/profile/operations.ts';
import { subscriptionOperations } from '../lake/subscriptions/operations.ts';
import { llmOperations } from '../llm/operations.ts';
import { mcpOperations } from '../mcp/operations.ts';
import { memoryOperations } from '../memory/operations.ts';
import { metricOperations } from '../metrics/operations.ts';
import { pluginJobOperations } from '../plugin-jobs/operations.ts';
import { bundleOperations } from '../plugin-manager/bundles/operations.ts';
import { pluginDiagnosisOperations } from '../plugin-manager/diagnosis/operations.ts';
import { pluginLedgerOperations } from '../plugin-manager/ledger/operations.ts';
import { pluginManagerOperations } from '../plugin-manager/operations.ts';
import { pluginRollbackOperations } from '../plugin-manager/rollback-operation.ts';
import { pluginTestOperations } from '../plugin-manager/test-operation.ts';
import { pluginViewOperations } from '../plugin-manager/view-operations.ts';
import { queryJobOperations } from '../query/jobs/operations.ts';
import { queryLogOperations } from '../query/log/operations.ts';
import { nameOperations } from '../query/names/operations.ts';
import { queryOperations } from '../query/operations.ts';
import { hybridOperations } from '../query/plan/hybrid-operation.ts';
import { historyOperations } from '../query/saved/history-operations.ts';
import { savedOperations } from '../query/saved/operations.ts';
import { metadataOperations } from '../registry/metadata/operations.ts';
import { registryOperations } from '../registry/operations.ts';
import { secretOperations } from '../registry/secrets/operations.ts';
import { settingsOperations } from '../settings/operations.ts';
import { auditOperations } from '../store/audit/operations.ts';
import { uploadOperations } from '../uploads/operations.ts';
import { v2Operations } from '../v2/operations.ts';
import { webOperations } from '../web/operations.ts';
import { webhookOperations } from '../webhooks/operations.ts';
import { descriptionOperations } from './description-operations.ts';
import { healthOperations } from './health-operations.ts';
import { metricsOperations } from './metrics-operations.ts';

/** Everything the host can be asked to do. What is not in this list does not exist. */
export const operations = [
  ...healthOperations,
  ...metricsOperations,
  ...descriptionOperations,
  ...signInOperations,
  ...identityOperations,
  ...accountOperations,
  ...accessOperations,
  ...auditOperations,
  ...pluginOperations,
  ...jobOperations,
  jobAgainOperation,
  ...scheduleOperations,
  ...registryOperations,
  ...secretOperations,
  ...settingsOperations,
  ...syncOperations,
  ...remoteOperations,
  ...metadataOperations,
  ...lakeOperations,
  ...generationOperations,
  ...subscriptionOperations,
  ...profileOperations,
  ...queryOperations,
  ...queryLogOperations,
  ...queryJobOperations,
  ...hybridOperations,
  ...nameOperations,
  ...savedOperations,
  ...historyOperations,
  ...v2Operations,
  ...memoryOperations,
  ...mcpOperations,
  ...feedOperations,
  ...cliOperations,
  ...metricOperations,
  ...workspaceOperations,
  ...promptOperations,
  ...uploadOperations,
  ...llmOperations,
  ...webhookOperations,
  ...pluginJobOperations,
  ...pluginDiagnosisOperations,
  ...bundleOperations,
  ...pluginManagerOperations,
  ...pluginRollbackOperations,
  ...pluginViewOperations,
  ...pluginTestOperations,
  ...marketplaceOperations,
  ...marketplaceViewOperations,
  ...marketplaceReviewOperations,
  ...pluginLedgerOperations,
  ...webOperations,
] as const;

type Needs<O> = O extends Bindable<infer S> ? (unknown extends S ? never : S) : never;
type Both<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void ? I : never;

/** What the operations need, all of them together: the container has to have it, or nothing compiles. */
export type Services = Both<Needs<(typeof operations)[number]>>;

/** The bound form, as the router mounts it. */
export type Bound = readonly AnyOperation[];
