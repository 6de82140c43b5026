import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { present } from '../present.ts';
import type { Registry } from '../registry.ts';
import { listedSource, listedSources, type SourceListing } from './listed-sources.ts';
import { sourceSchema } from './source-wire.ts';

/** What the operations on sources need. */
interface SourceServices extends SourceListing {
  readonly registry: SourceListing['registry'] &
    Pick<Registry, 'sources' | 'source' | 'createSource' | 'changeSource' | 'removeSource'>;
}

const params = Type.Object({ id: Type.String({ description: 'Id or slug.' }) });

const list = operation({
  id: 'source.list',
  route: 'GET /api/admin/sources',
  summary: 'Every source.',
  who: 'admin',
  result: Type.Object({ sources: Type.Array(sourceSchema), count: Type.Integer() }),
  run: async (_input, services: SourceServices) => {
    const sources = await services.registry.sources();
    return { sources: await listedSources(sources, services), count: sources.length };
  },
});

const get = operation({
  id: 'source.get',
  route: 'GET /api/admin/sources/:id',
  summary: 'One source.',
  who: 'admin',
  params,
  result: sourceSchema,
  problems: ['source_not_found'],
  run: async ({ params }, services: SourceServices) =>
    await listedSource(await services.registry.source(params.id), services),
});

const create = operation({
  id: 'source.create',
  route: 'POST /api/admin/sources',
  summary: 'Add a source; its settings are checked by the schema of its connector.',
  who: 'admin',
  body: Type.Object(
    {
      slug: Type.String({ minLength: 1, maxLength: 200 }),
      type: Type.String({ description: 'Id of a connector.' }),
      title: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
      config: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
      secrets: Type.Record(Type.String(), Type.String(), {
        default: {},
        description: 'Name of a secret → environment variable that holds it.',
      }),
      is_default: Type.Boolean({ default: false }),
    },
    { additionalProperties: false },
  ),
  result: sourceSchema,
  status: 201,
  problems: ['invalid_source', 'source_exists'],
  // Settings stay out of the audit log: whoever mistakes a setting for the secret itself must not find it there.
  audit: ({ body: { slug, type } }) => ({
    action: 'source.create',
    resource: `source:${slug}`,
    params: { type },
  }),
  run: async ({ body: { is_default: isDefault, ...draft }, intent }, services: SourceServices) =>
    await listedSource(await services.registry.createSource({ ...draft, isDefault }, intent), services),
});

const change = operation({
  id: 'source.change',
  route: 'PATCH /api/admin/sources/:id',
  summary: 'Change what a source says of itself; its slug and type stay.',
  who: 'admin',
  params,
  body: Type.Object(
    {
      title: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
      config: Type.Optional(
        Type.Record(Type.String(), Type.Unknown(), {
          description: 'Laid upon the settings that are there: `null` takes a key away, `***` leaves it.',
        }),
      ),
      secrets: Type.Optional(
        Type.Record(Type.String(), Type.Unsafe<string | null>({ type: ['string', 'null'] }), {
          description: 'Name of a secret → environment variable that holds it; `null` takes it away.',
        }),
      ),
      enabled: Type.Optional(Type.Boolean()),
      is_default: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
  result: sourceSchema,
  problems: ['source_not_found', 'invalid_source'],
  // As with a new source, only the names of what changes are kept.
  audit: ({ params: { id }, body }) => ({
    action: 'source.update',
    resource: `source:${id}`,
    params: { fields: Object.keys(body) },
  }),
  run: async ({ params: { id }, body, intent }, services: SourceServices) => {
    const { is_default: isDefault, ...rest } = body;
    const changed = await services.registry.changeSource(id, present({ ...rest, isDefault }), intent);
    return await listedSource(changed, services);
  },
});

const remove = operation({
  id: 'source.delete',
  route: 'DELETE /api/admin/sources/:id',
  summary: 'Remove a source; with `force` together with its tables.',
  who: 'admin',
  params,
  query: Type.Object({ force: Type.Boolean({ default: false }) }),
  result: Type.Null(),
  status: 204,
  problems: ['source_not_found', 'source_in_use'],
  audit: ({ params, query }) => ({
    action: 'source.delete',
    resource: `source:${params.id}`,
    params: { ...query },
  }),
  run: async ({ params, query, intent }, { registry }: SourceServices) => {
    await registry.removeSource(params.id, query, intent);
  },
});

/** Everything that can be asked of sources without talking to them. */
export const sourceOperations = [list, get, create, change, remove] as const;
