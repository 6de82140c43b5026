import { Type } from '@agnes/sdk';
import { metricFields, metricId, metricOf } from '../../metrics/metric.ts';
import { rulesOf } from '../../metrics/read-metrics.ts';
import { operation } from '../http/operation.ts';
import { reply } from '../http/reply.ts';
import { metricsInvalid } from './errors.ts';
import { importMetrics } from './import-operation.ts';
import type { Metrics } from './metrics.ts';
import { metricSchema, metricWire, noticeSchema } from './wire.ts';

interface Services {
  readonly metrics: Pick<Metrics, 'list' | 'get' | 'keep' | 'remove'>;
}

const part = Type.String({ maxLength: 100 });
const params = Type.Object({ category: part, name: part });

const list = operation({
  id: 'metrics.list',
  route: 'GET /api/metrics',
  summary: 'The metrics whose tables you may all read, with their statements as text',
  who: 'user',
  scope: 'read',
  mcp: {
    name: 'list_metrics',
    says: 'Business metrics with their meaning and SQL. Look here before computing a number that has a name.',
    readOnly: true,
  },
  query: Type.Object({
    category: Type.Optional(Type.String({ maxLength: 100 })),
    q: Type.Optional(Type.String({ maxLength: 200, description: 'Words that must all be found.' })),
  }),
  result: Type.Object({ metrics: Type.Array(metricSchema), count: Type.Integer() }),
  run: async ({ principal, query }, { metrics }: Services) => {
    const seen = await metrics.list(principal, query);
    return { metrics: seen.map(metricWire), count: seen.length };
  },
});

const show = operation({
  id: 'metrics.get',
  route: 'GET /api/metrics/:category/:name',
  summary: 'One metric',
  who: 'user',
  scope: 'read',
  params,
  result: metricSchema,
  problems: ['metric_not_found'],
  run: async ({ principal, params: asked }, { metrics }: Services) =>
    metricWire(await metrics.get(principal, metricId(asked))),
});

const moved = operation({
  id: 'catalog.metric',
  route: 'GET /api/catalog/metrics/:category/:name',
  summary: 'Where a metric is now',
  who: 'user',
  scope: 'read',
  params,
  result: Type.Unknown({ description: '301 to /api/metrics/{id}.' }),
  run: async ({ params: { category, name } }) => {
    const path = [category, name].map(encodeURIComponent).join('/');
    return reply({ status: 301, redirect: `/api/metrics/${path}` });
  },
});

const put = operation({
  id: 'metrics.put',
  route: 'POST /api/admin/metrics',
  summary: 'Say what a metric is; one with this id is replaced',
  who: 'admin',
  body: Type.Object(
    {
      id: Type.Optional(Type.String({ maxLength: 201, description: '`category/name`.' })),
      source: Type.Optional(Type.String({ default: 'manual', minLength: 1, maxLength: 50 })),
      ...metricFields,
    },
    { additionalProperties: false },
  ),
  unknownKeys: 'ignore',
  result: Type.Object({ ...metricSchema.properties, warnings: Type.Array(noticeSchema) }),
  status: 201,
  problems: ['metrics_invalid', 'too_many_metrics'],
  audit: ({ body }) => ({ action: 'metric.saved', resource: `metric:${metricId(body)}` }),
  run: async ({ principal, body: { id, source = 'manual', ...draft }, intent }, { metrics }: Services) => {
    const faults = rulesOf(draft, id).map((fault) => ({ item: metricId(draft), ...fault }));
    if (faults.length > 0) throw metricsInvalid({ errors: faults });
    const { kept, warnings } = await metrics.keep({ metrics: [metricOf(draft)], source, principal }, intent);
    const seen = await metrics.get(principal, kept[0]?.metric.id ?? '');
    return { ...metricWire(seen), warnings: warnings.map(({ item, key, rule }) => ({ item, key, rule })) };
  },
});

const remove = operation({
  id: 'metrics.delete',
  route: 'DELETE /api/admin/metrics/:category/:name',
  summary: 'Delete a metric',
  who: 'admin',
  params,
  result: Type.Object({ status: Type.Literal('deleted'), id: Type.String() }),
  problems: ['metric_not_found'],
  audit: ({ params }) => ({ action: 'metric.deleted', resource: `metric:${metricId(params)}` }),
  run: async ({ params: asked, intent }, { metrics }: Services) => {
    const id = metricId(asked);
    await metrics.remove(id, intent);
    return { status: 'deleted' as const, id };
  },
});

/** Business metrics over HTTP. */
export const metricOperations = [list, show, moved, put, remove, importMetrics] as const;
