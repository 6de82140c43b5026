import { Type } from '@agnes/sdk';
import { metricId } from '../../../metrics/metric.ts';
import { mostBytes } from '../../../metrics/read-yaml.ts';
import { metricYaml } from '../../../metrics/write-metric.ts';
import { uploadFrame } from '../../http/form-file.ts';
import { operation } from '../../http/operation.ts';
import { reply } from '../../http/reply.ts';
import { metricsInvalid } from '../../metrics/errors.ts';
import { importFile } from '../../metrics/import-operation.ts';
import { plainOf } from '../../metrics/stored-metric.ts';
import { below } from '../address.ts';
import { entryOf } from '../entry-of.ts';
import { anyForm, done, page } from '../form-fields.ts';
import { noStore, seeOther } from '../page-reply.ts';
import { orShowAgain } from '../refusal.ts';
import {
  adminMetricPage,
  adminMetricsPage,
  type MetricPageServices,
  adminMetricsPath as path,
} from './admin-page.ts';
import { metricOfForm } from './metric-form.ts';

const part = Type.String({ maxLength: 100 });
const params = Type.Object({ category: part, name: part });

const says: Readonly<Record<string, string>> = {
  saved: 'The metric is saved.',
  deleted: 'The metric is deleted.',
};

const list = operation({
  id: 'web.admin_metrics',
  route: 'GET /admin/metrics',
  summary: 'All metrics, and the forms that add and import some',
  who: 'admin',
  query: Type.Object({ done, page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) }),
  result: page,
  run: (input, services: MetricPageServices) =>
    adminMetricsPage(services, input, { done: entryOf(says, input.query.done), page: input.query.page }),
});

const add = operation({
  id: 'web.metric_add',
  route: 'POST /admin/metrics',
  summary: 'Adds a metric, from the page',
  who: 'admin',
  body: anyForm,
  result: page,
  problems: ['metrics_invalid', 'too_many_metrics'],
  audit: ({ body }) => ({
    action: 'metric.saved',
    resource: `metric:${metricId({ category: body['category'] ?? '', name: body['name'] ?? '' })}`,
  }),
  run: (input, services: MetricPageServices) =>
    orShowAgain(
      async () => {
        const { principal, intent } = input;
        const metric = metricOfForm(input.body);
        const known = await services.metrics.list(principal);
        if (known.some(({ metric: { id } }) => id === metric.id))
          throw metricsInvalid({ errors: [taken(metric.id)] });
        await services.metrics.keep({ metrics: [metric], source: 'manual', principal }, intent);
        return seeOther(`${below(path, metric.category, metric.name)}?done=saved`);
      },
      (refusal) => adminMetricsPage(services, input, { refusal, values: input.body }),
    ),
});

const taken = (item: string) => ({
  item,
  key: 'name',
  rule: 'is taken in this category; open that metric to change it',
});

const takeIn = operation({
  id: 'web.metrics_import',
  route: 'POST /admin/metrics/import',
  summary: 'Takes a file of metrics in, from the page, or says what would become of it',
  who: 'admin',
  query: Type.Object({ dry_run: Type.Boolean({ default: false }) }),
  streamed: true,
  maxBody: mostBytes + uploadFrame,
  result: page,
  problems: ['metrics_invalid', 'too_many_metrics', 'malformed_body'],
  audit: ({ query }) => ({
    action: query.dry_run ? 'metric.checked' : 'metric.imported',
    resource: 'metrics',
  }),
  run: (input, services: MetricPageServices) =>
    orShowAgain(
      async () => {
        const { request, principal, query, intent } = input;
        const sent = { request, principal, isDry: query.dry_run, intent };
        const { count, metrics, warnings } = await importFile(sent, services.metrics);
        const outcomes = [...Map.groupBy(metrics, ({ outcome }) => outcome)].map(
          ([word, some]) => `${some.length} ${word}`,
        );
        const end = query.dry_run ? 'Nothing was changed yet: ' : '';
        const told = `${end}${count} metrics${outcomes.length > 0 ? `, ${outcomes.join(', ')}` : ''}.`;
        return adminMetricsPage(services, input, { done: told, warnings });
      },
      (refusal) => adminMetricsPage(services, input, { refusal, isFile: true }),
    ),
});

const handOut = operation({
  id: 'web.metrics_export',
  route: 'GET /admin/metrics/export',
  summary: 'All metrics as one file that can be imported again',
  who: 'admin',
  result: page,
  run: async ({ principal }, { metrics }: MetricPageServices) => {
    const all = await metrics.list(principal);
    const bytes = Buffer.from(all.map(({ metric }) => metricYaml(plainOf(metric))).join('') || '[]\n');
    const headers = {
      'Content-Type': 'application/yaml',
      'Content-Disposition': 'attachment; filename="metrics.yml"',
    };
    return reply({ bytes, headers: { ...noStore, ...headers } });
  },
});

const detail = operation({
  id: 'web.admin_metric',
  route: 'GET /admin/metrics/:category/:name',
  summary: 'One metric with the form that changes it, and what is odd about it',
  who: 'admin',
  params,
  query: Type.Object({ done }),
  result: page,
  problems: ['metric_not_found'],
  run: (input, services: MetricPageServices) =>
    adminMetricPage(services, input, { id: metricId(input.params), done: entryOf(says, input.query.done) }),
});

const edit = operation({
  id: 'web.metric_edit',
  route: 'POST /admin/metrics/:category/:name/edit',
  summary: 'Saves every field of a metric, from the page; what is empty is emptied',
  who: 'admin',
  params,
  body: anyForm,
  result: page,
  problems: ['metric_not_found', 'metrics_invalid'],
  audit: ({ params }) => ({ action: 'metric.saved', resource: `metric:${metricId(params)}` }),
  run: (input, services: MetricPageServices) => {
    const { principal, intent, params: asked } = input;
    const id = metricId(asked);
    return orShowAgain(
      async () => {
        await services.metrics.get(principal, id);
        const metric = metricOfForm({ ...input.body, ...asked });
        await services.metrics.keep({ metrics: [metric], source: 'manual', principal }, intent);
        return seeOther(`${below(path, asked.category, asked.name)}?done=saved`);
      },
      (refusal) => adminMetricPage(services, input, { id, refusal, values: input.body }),
    );
  },
});

const remove = operation({
  id: 'web.metric_delete',
  route: 'POST /admin/metrics/:category/:name/delete',
  summary: 'Deletes a metric, from the page',
  who: 'admin',
  params,
  result: page,
  problems: ['metric_not_found'],
  audit: ({ params }) => ({ action: 'metric.deleted', resource: `metric:${metricId(params)}` }),
  run: async (input, { metrics }: MetricPageServices) => {
    await metrics.remove(metricId(input.params), input.intent);
    return seeOther(`${path}?done=deleted`);
  },
});

/** The pages on which administrators define metrics. */
export const metricAdminOperations = [list, add, takeIn, handOut, detail, edit, remove] as const;
