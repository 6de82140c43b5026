import type { MetricFault } from '../../../metrics/metric-fault.ts';
import { faultText } from '../../../metrics/metric-fault.ts';
import type { Reply } from '../../http/reply.ts';
import type { Metrics, SeenMetric } from '../../metrics/metrics.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import { addressOf, below } from '../address.ts';
import { momentOf } from '../figures.ts';
import type { Asking } from '../frame.ts';
import { pageReply } from '../page-reply.ts';
import { pagerOf } from '../pager.ts';
import type { Refusal } from '../refusal.ts';
import type { Web } from '../web.ts';
import { type Form, formView, valuesOf } from './metric-form.ts';
import { pageOf, pageSize } from './view.ts';

/** Where administrators find metrics. */
export const adminMetricsPath = '/admin/metrics';

/** What the pages need. */
export interface MetricPageServices {
  readonly web: Web;
  readonly metrics: Metrics;
}

/** What happened before a page is shown. */
export interface Before {
  readonly done?: string | undefined;
  readonly warnings?: readonly Pick<MetricFault, 'item' | 'key' | 'rule'>[];
  readonly refusal?: Refusal;
  /** Set: it was a file that was refused. */
  readonly isFile?: boolean;
  readonly values?: Form;
  readonly page?: number | undefined;
}

/** All metrics, with the forms that add and import some. */
export const adminMetricsPage = async (
  { web, metrics }: MetricPageServices,
  asking: Asking,
  { done, warnings = [], refusal, isFile = false, values = {}, page = 1 }: Before,
): Promise<Reply> => {
  const all = await metrics.list(asking.principal);
  const view = {
    ...formView(values, isFile ? undefined : refusal, { isNew: true }),
    ...(isFile && refusal && { file_refusal: fileRefusal(refusal) }),
    done,
    warnings: warnings.map(faultText),
    has_warnings: warnings.length > 0,
    has_metrics: all.length > 0,
    metrics: all.slice((page - 1) * pageSize, page * pageSize).map((one) => rowOf(one, web.now)),
    pager: pagerOf({ page, pageSize, total: all.length, noun: 'metric' }, (at) =>
      addressOf(adminMetricsPath, { page: at }),
    ),
  };
  const status = refusal?.status ?? 200;
  return pageReply(web, asking, {
    page: 'admin-metrics',
    title: 'Metrics',
    path: adminMetricsPath,
    view,
    status,
  });
};

const fileRefusal = ({ detail, details }: Refusal): object => {
  const { errors = [] } = details as { readonly errors?: readonly MetricFault[] };
  return {
    detail: errors.length > 0 ? 'Nothing was imported. Correct the file:' : detail,
    lines: errors.map(faultText),
  };
};

const rowOf = ({ metric, unknownTables }: SeenMetric, now: number): object => ({
  href: below(adminMetricsPath, metric.category, metric.name),
  name: metric.display_name,
  id: metric.id,
  tables: [...new Set([...(metric.table_name === null ? [] : [metric.table_name]), ...metric.tables])].join(
    ', ',
  ),
  unknown: unknownTables.join(', '),
  unparsed: metric.sqlTables === null && { kind: 'warn', text: 'No query would run it' },
  source: metric.source,
  changed: momentOf(isoUtc(metric.updatedAt), now),
});

/** One metric, with the form that changes it. */
export const adminMetricPage = async (
  { web, metrics }: MetricPageServices,
  asking: Asking,
  { id, done, refusal, values }: Before & { readonly id: string },
): Promise<Reply> => {
  const seen = await metrics.get(asking.principal, id);
  const { metric } = seen;
  const { warnings } = await metrics.look(metric, asking.principal);
  const view = {
    ...formView(values ?? valuesOf(metric), refusal, { isNew: false }),
    done,
    base: below(adminMetricsPath, metric.category, metric.name),
    ...{ name: metric.display_name, id, page: pageOf(metric) },
    warnings: warnings.map(({ key, rule }) => `${key}: ${rule}`),
    has_warnings: warnings.length > 0,
  };
  const status = refusal?.status ?? 200;
  return pageReply(web, asking, {
    page: 'admin-metric',
    title: metric.display_name,
    path: adminMetricsPath,
    view,
    status,
  });
};
