import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { memberSchema, membershipSchema, membershipsOnWire, membersOnWire } from './member-wire.ts';
import type { Members } from './members.ts';

interface Services {
  readonly members: Members;
}

const id = Type.Object({ id: Type.String() });
const addProblems = ['group_not_found', 'user_unknown', 'already_member', 'google_managed_readonly'];
const removeProblems = ['group_not_found', 'member_not_found', 'last_admin'];

const list = operation({
  id: 'members.list',
  route: 'GET /api/admin/groups/:id/members',
  summary: 'Who is in a group, by address',
  who: 'admin',
  params: id,
  result: Type.Array(memberSchema),
  problems: ['group_not_found'],
  run: async ({ params }, { members }: Services) => membersOnWire(await members.list(params.id)),
});

const add = operation({
  id: 'members.add',
  route: 'POST /api/admin/groups/:id/members',
  summary: 'Put somebody into a group',
  who: 'admin',
  params: id,
  body: Type.Object(
    { email: Type.String({ minLength: 1, maxLength: 320 }) },
    { additionalProperties: false },
  ),
  unknownKeys: 'ignore',
  result: memberSchema,
  status: 201,
  problems: addProblems,
  audit: ({ params }) => ({ action: 'user_group.member_added', resource: params.id }),
  run: async ({ params, body, intent }, { members }: Services) => {
    const { member } = await members.addMember({ groupId: params.id, email: body.email }, intent);
    return membersOnWire([member])[0];
  },
});

const remove = operation({
  id: 'members.remove',
  route: 'DELETE /api/admin/groups/:id/members/:user_id',
  summary: 'Take somebody out of a group whom an administrator put there',
  who: 'admin',
  params: Type.Object({ id: Type.String(), user_id: Type.String() }),
  result: Type.Null(),
  status: 204,
  problems: removeProblems,
  audit: ({ params }) => ({ action: 'user_group.member_removed', resource: params.id }),
  run: ({ params, intent }, { members }: Services) =>
    members.removeMember({ groupId: params.id, userId: params.user_id }, intent),
});

const ofUser = operation({
  id: 'memberships.list',
  route: 'GET /api/admin/users/:id/memberships',
  summary: 'The groups of a user, by name',
  who: 'admin',
  params: id,
  result: Type.Array(membershipSchema),
  problems: ['user_unknown'],
  run: async ({ params }, { members }: Services) => membershipsOnWire(await members.ofUser(params.id)),
});

const join = operation({
  id: 'memberships.add',
  route: 'POST /api/admin/users/:id/memberships',
  summary: 'Put a user into a group',
  who: 'admin',
  params: id,
  body: Type.Object({ group_id: Type.String() }, { additionalProperties: false }),
  unknownKeys: 'ignore',
  result: membershipSchema,
  status: 201,
  problems: addProblems,
  audit: ({ body }) => ({ action: 'user_group.member_added', resource: body.group_id }),
  run: async ({ params, body, intent }, { members }: Services) => {
    const { membership } = await members.addMember({ groupId: body.group_id, userId: params.id }, intent);
    return membershipsOnWire([membership])[0];
  },
});

const leave = operation({
  id: 'memberships.remove',
  route: 'DELETE /api/admin/users/:id/memberships/:group_id',
  summary: 'Take a user out of a group into which an administrator put them',
  who: 'admin',
  params: Type.Object({ id: Type.String(), group_id: Type.String() }),
  result: Type.Null(),
  status: 204,
  problems: removeProblems,
  audit: ({ params }) => ({ action: 'user_group.member_removed', resource: params.group_id }),
  run: ({ params, intent }, { members }: Services) =>
    members.removeMember({ groupId: params.group_id, userId: params.id }, intent),
});

/** Everything that can be asked of memberships over HTTP, from the side of the group and of the user. */
export const memberOperations = [list, add, remove, ofUser, join, leave] as const;
