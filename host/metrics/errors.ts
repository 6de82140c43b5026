import { defineError } from '@agnes/sdk/errors';
import { faultText, type MetricFault } from '../../metrics/metric-fault.ts';

/** One that is not there, or that needs a table the caller may not read: both are told alike. */
export const metricNotFound = defineError<{ id: string }>({
  code: 'metric_not_found',
  kind: 'not_found',
  message: ({ id }) => `There is no metric '${id}'`,
  hint: 'GET /api/metrics lists those you may see; ids look like category/name.',
});

/** Nothing of it was taken. */
export const metricsInvalid = defineError<{ errors: readonly MetricFault[] }>({
  code: 'metrics_invalid',
  kind: 'bad_request',
  message: ({ errors: [first, ...others] }) =>
    `${first ? faultText(first) : 'The metrics are not valid'}${others.length > 0 ? `; and ${others.length} more` : ''}`,
  hint: 'Nothing was imported. Correct what `errors` lists, each with item, key and rule; `agnes metrics validate` looks at a file without sending it.',
});

/** So many that no list of them helps anybody. */
export const tooManyMetrics = defineError<{ most: number }>({
  code: 'too_many_metrics',
  kind: 'conflict',
  message: ({ most }) => `There are at most ${most} metrics`,
  hint: 'Delete some that nobody uses.',
});
