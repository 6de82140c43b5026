import type { Kysely } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { AfterRun, DeliveryEnd } from './delivery-door.ts';
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
  await deliveries.settle(tx, task, { how: deliveryEnd(outcomes, task), at: new Date(at) });
};

/**
 * What the outcomes of a run mean for what was pushed. It is taken when every table of the source has seen it; one that
 * waits for somebody to say yes has. A failure counts against what was pushed only where the connector or the data is
 * to blame: while the source is not to be had, or somebody has to change something first, it waits as long as it takes.
 */
export const deliveryEnd = (
  outcomes: readonly TableOutcome[],
  { isShort }: Pick<SourceTask, 'isShort'>,
): DeliveryEnd => {
  if (outcomes.some(isOwnFault)) return 'tried';
  return !isShort && outcomes.length > 0 && outcomes.every(wasRead) ? 'taken' : 'waits';
};

/** What a run means for what waits after it. */
export const afterRun = (
  outcomes: readonly TableOutcome[],
  { isShort, hasTables }: Pick<SourceTask, 'isShort'> & Pick<AfterRun, 'hasTables'>,
): AfterRun => ({
  how: deliveryEnd(outcomes, { isShort }),
  isLeftOver: isLeftOver(outcomes),
  hasTables,
});

/** True when another run may do better with what was pushed, and the queue has none: for it this one has succeeded. */
const isLeftOver = (outcomes: readonly TableOutcome[]): boolean => {
  const failed = outcomes.filter(({ status }) => status === 'failed');
  const isTriedAgain = failed.some(mayGoBetter) && !outcomes.some(wasRead);
  return !isTriedAgain && failed.some((one) => isOwnFault(one) || mayGoBetter(one));
};

const mayGoBetter = ({ error }: TableOutcome): boolean => error?.retryable === true;

const wasRead = ({ status, error }: TableOutcome): boolean =>
  status === 'published' || status === 'unchanged' || error?.code === 'needs_confirmation';

const isOwnFault = ({ status, error }: TableOutcome): boolean =>
  status === 'failed' && error !== undefined && own.has(error.code);

/** What a connector or its data does wrong, and would do wrong again with the same events. */
const own: ReadonlySet<string> = new Set([
  ...['plugin_bug', 'connector_crashed', 'protocol_error', 'nothing_read', 'nothing_to_keep'],
  ...['run_timeout', 'run_silent', 'out_of_memory', 'take_in_crashed'],
  ...['file_refused', 'pipe_refused', 'too_many_pipes', 'row_refused', 'bad_column_type', 'bad_csv_option'],
  ...['bad_row', 'unreadable_input', 'csv_not_understood', 'null_key', 'duplicate_key'],
]);
