import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { page } from '../form-fields.ts';
import { seeOther } from '../page-reply.ts';
import { orShowAgain } from '../refusal.ts';
import { type GroupServices, groupDeed, groupPage } from './group-page.ts';

const params = Type.Object({ id: Type.String() });
const closed = { additionalProperties: false } as const;

const edit = operation({
  id: 'web.group_edit',
  route: 'POST /admin/groups/:id/edit',
  summary: 'Renames a group or describes it anew, from the page',
  who: 'admin',
  params,
  body: Type.Object(
    { name: Type.String({ maxLength: 200 }), description: Type.Optional(Type.String({ maxLength: 2000 })) },
    closed,
  ),
  unknownKeys: 'ignore',
  result: page,
  problems: ['group_not_found', 'blank_name', 'group_exists', 'google_managed_readonly', 'system_group'],
  audit: ({ params: { id }, body }) => ({ action: 'user_group.updated', resource: id, params: { ...body } }),
  run: (input, services: GroupServices) => {
    const { name, description = '' } = input.body;
    return groupDeed(services, input, {
      act: () => {
        const change = { name, description: description.trim() || null };
        return services.groups.updateGroup(input.params.id, change, input.intent);
      },
      done: 'saved',
      typed: { name, description },
    });
  },
});

const remove = operation({
  id: 'web.group_delete',
  route: 'POST /admin/groups/:id/delete',
  summary: 'Deletes a group with its members and grants, from the page',
  who: 'admin',
  params,
  result: page,
  problems: ['group_not_found', 'google_managed_readonly', 'system_group'],
  audit: ({ params: { id } }) => ({ action: 'user_group.deleted', resource: id }),
  run: async (input, services: GroupServices) => {
    const { id } = input.params;
    return orShowAgain(
      async () => {
        await services.groups.deleteGroup(id, input.intent);
        return seeOther('/admin/groups?done=deleted');
      },
      (refusal) => groupPage(services, input, { id, refusal }),
    );
  },
});

const addMember = operation({
  id: 'web.group_add_member',
  route: 'POST /admin/groups/:id/members',
  summary: 'Puts somebody into a group, from the page',
  who: 'admin',
  params,
  body: Type.Object({ email: Type.String({ maxLength: 320 }) }, closed),
  unknownKeys: 'ignore',
  result: page,
  problems: ['group_not_found', 'user_unknown', 'already_member', 'google_managed_readonly'],
  audit: ({ params: { id } }) => ({ action: 'user_group.member_added', resource: id }),
  run: (input, services: GroupServices) => {
    const email = input.body.email.trim();
    return groupDeed(services, input, {
      act: () => services.members.addMember({ groupId: input.params.id, email }, input.intent),
      done: 'joined',
      at: '#members',
      typed: { email },
    });
  },
});

const removeMember = operation({
  id: 'web.group_remove_member',
  route: 'POST /admin/groups/:id/members/:user_id/remove',
  summary: 'Takes somebody out of a group, from the page',
  who: 'admin',
  params: Type.Object({ id: Type.String(), user_id: Type.String() }),
  result: page,
  problems: ['group_not_found', 'member_not_found', 'last_admin'],
  audit: ({ params: { id } }) => ({ action: 'user_group.member_removed', resource: id }),
  run: (input, services: GroupServices) =>
    groupDeed(services, input, {
      act: () => {
        const member = { groupId: input.params.id, userId: input.params.user_id };
        return services.members.removeMember(member, input.intent);
      },
      done: 'left',
      at: '#members',
    }),
});

const takeAway = operation({
  id: 'web.group_take_away',
  route: 'POST /admin/groups/:id/grants/:grant_id/remove',
  summary: 'Takes a grant away from a group, from the page',
  who: 'admin',
  params: Type.Object({ id: Type.String(), grant_id: Type.String() }),
  result: page,
  problems: ['group_not_found', 'grant_not_found'],
  audit: ({ params: asked }) => ({ action: 'resource_grant.deleted', resource: asked.grant_id }),
  run: (input, services: GroupServices) =>
    groupDeed(services, input, {
      act: () => services.grants.revoke(input.params.grant_id, input.intent),
      done: 'taken_away',
      at: '#grants',
    }),
});

/** What the pages of groups change. */
export const groupChangeOperations = [edit, remove, addMember, removeMember, takeAway] as const;
