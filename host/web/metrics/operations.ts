import { Type } from '@agnes/sdk';
import { metricId } from '../../../metrics/metric.ts';
import { operation } from '../../http/operation.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import type { Registry } from '../../registry/registry.ts';
import { page } from '../form-fields.ts';
import { pageReply } from '../page-reply.ts';
import type { Web } from '../web.ts';
import { metricsPath, metricsView, metricView } from './view.ts';

interface Services {
  readonly web: Web;
  readonly metrics: Pick<Metrics, 'list' | 'get'>;
  readonly registry: Pick<Registry, 'find'>;
}

const part = Type.String({ maxLength: 100 });

const list = operation({
  id: 'web.metrics',
  route: 'GET /catalog/metrics',
  summary: 'The metrics you may see, by category, with their statements',
  who: 'user',
  query: Type.Object({
    category: Type.Optional(part),
    table: Type.Optional(Type.String({ maxLength: 200 })),
    q: Type.Optional(Type.String({ maxLength: 200 })),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  }),
  result: page,
  run: async (input, { web, metrics, registry }: Services) => {
    const { principal, query } = input;
    const { category, table, q } = query;
    const id = table ? ((await registry.find(table))?.id ?? table) : undefined;
    const all = await metrics.list(principal);
    const found = (await metrics.list(principal, { q, ...(category && { category }) })).filter(
      ({ tableIds }) => id === undefined || tableIds.has(id),
    );
    const view = metricsView(found, { all, query, isAdmin: principal.isAdmin });
    return pageReply(web, input, { page: 'metrics', title: 'Metrics', path: metricsPath, view });
  },
});

const show = operation({
  id: 'web.metric',
  route: 'GET /catalog/metrics/:category/:name',
  summary: 'One metric: what it means, how it is computed, what it needs',
  who: 'user',
  params: Type.Object({ category: part, name: part }),
  result: page,
  problems: ['metric_not_found'],
  run: async (input, { web, metrics }: Services) => {
    const seen = await metrics.get(input.principal, metricId(input.params));
    const view = metricView(seen, { now: web.now, isAdmin: input.principal.isAdmin });
    return pageReply(web, input, {
      page: 'metric',
      title: seen.metric.display_name,
      path: metricsPath,
      view,
    });
  },
});

/** Metrics as pages. */
export const metricPageOperations = [list, show] as const;
