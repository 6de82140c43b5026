import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import type { Access } from '../access.ts';
import { groupSchema, groupsOnWire } from './group-wire.ts';
import type { Groups } from './groups.ts';

interface Services {
  readonly access: Access;
  readonly groups: Groups;
}

const name = Type.String({ maxLength: 200 });
const description = Type.Optional(Type.Union([Type.String({ maxLength: 2000 }), Type.Null()]));
const id = Type.Object({ id: Type.String() });

const list = operation({
  id: 'groups.list',
  route: 'GET /api/admin/groups',
  summary: 'Every group, by name',
  who: 'admin',
  result: Type.Array(groupSchema),
  run: async (_input, { access }: Services) => groupsOnWire(access.rights.groups, access),
});

const get = operation({
  id: 'groups.get',
  route: 'GET /api/admin/groups/:id',
  summary: 'One group',
  who: 'admin',
  params: id,
  result: groupSchema,
  problems: ['group_not_found'],
  run: async ({ params }, { access, groups }: Services) => groupsOnWire([groups.get(params.id)], access)[0],
});

const create = operation({
  id: 'groups.create',
  route: 'POST /api/admin/groups',
  summary: 'Make a group; nobody is in it',
  who: 'admin',
  body: Type.Object({ name, description }, { additionalProperties: false }),
  unknownKeys: 'ignore',
  result: groupSchema,
  status: 201,
  problems: ['blank_name', 'group_exists'],
  audit: ({ body }) => ({ action: 'user_group.created', params: { name: body.name } }),
  run: async ({ body, intent }, { access, groups }: Services) =>
    groupsOnWire([await groups.createGroup(body, intent)], access)[0],
});

const update = operation({
  id: 'groups.update',
  route: 'PATCH /api/admin/groups/:id',
  summary: 'Rename a group or describe it anew',
  who: 'admin',
  params: id,
  body: Type.Object({ name: Type.Optional(name), description }, { additionalProperties: false }),
  unknownKeys: 'ignore',
  result: groupSchema,
  problems: ['group_not_found', 'blank_name', 'group_exists', 'google_managed_readonly', 'system_group'],
  audit: ({ params, body }) => ({
    action: 'user_group.updated',
    resource: params.id,
    params: { ...body },
  }),
  run: async ({ params, body, intent }, { access, groups }: Services) =>
    groupsOnWire([await groups.updateGroup(params.id, body, intent)], access)[0],
});

const remove = operation({
  id: 'groups.delete',
  route: 'DELETE /api/admin/groups/:id',
  summary: 'Remove a group with its members and grants',
  who: 'admin',
  params: id,
  result: Type.Null(),
  status: 204,
  problems: ['group_not_found', 'google_managed_readonly', 'system_group'],
  audit: ({ params }) => ({ action: 'user_group.deleted', resource: params.id }),
  run: ({ params, intent }, { groups }: Services) => groups.deleteGroup(params.id, intent),
});

/** Everything that can be asked of groups over HTTP. */
export const groupOperations = [list, get, create, update, remove] as const;
