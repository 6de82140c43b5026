import type { Kysely } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { DeliveryEnd } from './delivery-door.ts';
import type { TableOutcome } from './outcome.ts';
import type { SourceRunDeps, SourceTask } from './source-run.ts';

/** Writes down what became of what was pushed, with the outcomes that say so. */
export const settlePushed = async (
  tx: Kysely<Tables>,
  task: SourceTask,
  {
    outcomes,
    deliveries,
    at,
  }: Pick<SourceRunDeps, 'deliveries'> & { readonly outcomes: readonly TableOutcome[]; readonly at: number },
): Promise<void> => {
  if (task.deliveries.length === 0) return;
  await deliveries.settle(tx, task, { how: deliveryEnd(outcomes), at: new Date(at) });
};

/**
 * What the outcomes of a run mean for what was pushed. It is taken when the connector has read it and no table failed;
 * one that waits for somebody to say yes has been read. A failure counts against what was pushed unless the source was
 * not to be had, or somebody has to change something first: then it waits as long as it takes.
 */
export const deliveryEnd = (outcomes: readonly TableOutcome[]): DeliveryEnd => {
  const failed = outcomes.filter(({ status }) => status === 'failed');
  if (failed.some(({ error }) => isOwnFault(error))) return 'tried';
  const isCancelled = outcomes.some(({ error }) => error?.code === 'cancelled');
  return failed.length === 0 && !isCancelled && outcomes.some(wasRead) ? 'taken' : 'waits';
};

const wasRead = ({ status, error }: TableOutcome): boolean =>
  status === 'published' || status === 'unchanged' || error?.code === 'needs_confirmation';

/** True for what a connector or its data does wrong, and not for what it met. */
const isOwnFault = (error: TableOutcome['error']): boolean => error !== undefined && !met.has(error.code);

const met: ReadonlySet<string> = new Set([
  ...[
    'upstream_error',
    'upstream_timeout',
    'timeout_upstream',
    'rate_limited_upstream',
    'not_found_upstream',
  ],
  ...['auth_expired', 'access_denied_upstream', 'config_error', 'secret_missing', 'secret_not_bound'],
  ...[
    'host_not_declared',
    'address_refused',
    'extension_unavailable',
    'budget_exceeded',
    'connector_missing',
  ],
  ...['cancelled', 'disk_full', 'storage_full', 'state_unavailable', 'take_in_timeout'],
]);
