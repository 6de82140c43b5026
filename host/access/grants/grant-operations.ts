import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { grantDraftSchema, grantOnWire, grantSchema, namedGrantOnWire } from './grant-wire.ts';
import type { Grants } from './grants.ts';

interface Services {
  readonly grants: Grants;
}

const draftProblems = [
  'unknown_resource_type',
  'blank_resource_id',
  'tier_not_allowed',
  'group_not_found',
  'grant_exists',
];

/** Who may use what. */
export const list = operation({
  id: 'grants.list',
  route: 'GET /api/admin/grants',
  summary: 'Grants by group, type and resource',
  who: 'admin',
  query: Type.Object({
    resource_type: Type.Optional(Type.String()),
    group_id: Type.Optional(Type.String()),
  }),
  result: Type.Array(grantSchema),
  run: async ({ query }, { grants }: Services) => {
    const filter = { resourceType: query.resource_type, groupId: query.group_id };
    return (await grants.list(filter)).map(grantOnWire);
  },
});

const create = operation({
  id: 'grants.create',
  route: 'POST /api/admin/grants',
  summary: 'Let the members of a group use a resource',
  who: 'admin',
  body: grantDraftSchema,
  unknownKeys: 'ignore',
  result: grantSchema,
  status: 201,
  problems: draftProblems,
  audit: ({ body }) => ({ action: 'resource_grant.created', params: { ...body } }),
  run: async ({ body, intent }, { grants }: Services) => grantOnWire(await grants.grant(body, intent)),
});

const remove = operation({
  id: 'grants.delete',
  route: 'DELETE /api/admin/grants/:id',
  summary: 'Take a grant away',
  who: 'admin',
  params: Type.Object({ id: Type.String() }),
  result: Type.Null(),
  status: 204,
  problems: ['grant_not_found'],
  audit: ({ params }) => ({ action: 'resource_grant.deleted', resource: params.id }),
  run: ({ params, intent }, { grants }: Services) => grants.revoke(params.id, intent),
});

const key = Type.Object(
  { group_id: Type.String(), resource_type: Type.String(), resource_id: Type.String() },
  { additionalProperties: false },
);

const batch = operation({
  id: 'grants.batch',
  route: 'POST /api/admin/grants/batch',
  summary: 'Make and take away several grants, all or none',
  who: 'admin',
  body: Type.Object(
    {
      add: Type.Optional(Type.Array(grantDraftSchema, { maxItems: 1000 })),
      remove: Type.Optional(
        Type.Array(Type.Union([Type.Object({ id: Type.String() }, { additionalProperties: false }), key]), {
          maxItems: 1000,
          description: 'By id, or by what the grant says. It is done before `add`.',
        }),
      ),
      base: Type.Optional(
        Type.Integer({
          description: '`version` of the overview; refused when groups or grants have changed since.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  result: Type.Object({
    added: Type.Array(grantSchema),
    removed: Type.Array(grantSchema),
    version: Type.Integer(),
  }),
  problems: [...draftProblems, 'grant_not_found', 'access_changed'],
  audit: () => ({ action: 'resource_grant.updated' }),
  run: async ({ body, intent }, { grants }: Services) => {
    const { add = [], remove: gone = [], base } = body;
    const { added, removed, version } = await grants.changeTogether({ add, remove: gone, base }, intent);
    return { added: added.map(grantOnWire), removed: removed.map(namedGrantOnWire), version };
  },
});

/** Everything that can be asked of grants over HTTP. */
export const grantOperations = [list, create, remove, batch] as const;
