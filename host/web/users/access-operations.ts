import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { page } from '../form-fields.ts';
import { type UserServices, userDeed } from './user-page.ts';

const params = Type.Object({ id: Type.String() });

const join = operation({
  id: 'web.user_join',
  route: 'POST /admin/users/:id/groups',
  summary: 'Puts a user into a group, from the page about the user',
  who: 'admin',
  params,
  body: Type.Object({ group_id: Type.String({ maxLength: 100 }) }, { additionalProperties: false }),
  unknownKeys: 'ignore',
  result: page,
  problems: ['group_not_found', 'user_unknown', 'already_member', 'google_managed_readonly'],
  audit: ({ body }) => ({ action: 'user_group.member_added', resource: body.group_id }),
  run: (input, services: UserServices) =>
    userDeed(services, input, {
      act: () => {
        const wanted = { groupId: input.body.group_id, userId: input.params.id };
        return services.members.addMember(wanted, input.intent);
      },
      done: 'joined',
      at: '#groups',
    }),
});

const leave = operation({
  id: 'web.user_leave',
  route: 'POST /admin/users/:id/groups/:group_id/remove',
  summary: 'Takes a user out of a group, from the page about the user',
  who: 'admin',
  params: Type.Object({ id: Type.String(), group_id: Type.String() }),
  result: page,
  problems: ['group_not_found', 'member_not_found', 'last_admin'],
  audit: ({ params: asked }) => ({ action: 'user_group.member_removed', resource: asked.group_id }),
  run: (input, services: UserServices) =>
    userDeed(services, input, {
      act: () => {
        const member = { groupId: input.params.group_id, userId: input.params.id };
        return services.members.removeMember(member, input.intent);
      },
      done: 'left',
      at: '#groups',
    }),
});

const confirm = operation({
  id: 'web.user_confirm_administrator',
  route: 'POST /admin/users/:id/confirm-administrator',
  summary: 'Makes an administrator by break-glass one for good, from the page',
  who: 'admin',
  params,
  result: page,
  problems: ['break_glass_not_found'],
  audit: ({ params: { id } }) => ({ action: 'break_glass.confirmed', resource: id }),
  run: (input, services: UserServices) =>
    userDeed(services, input, {
      act: () => services.breakGlass.confirm(input.params.id, input.intent),
      done: 'confirmed',
    }),
});

const revokeToken = operation({
  id: 'web.user_token_revoke',
  route: 'POST /admin/users/:id/tokens/:token_id/revoke',
  summary: 'Revokes a token of a user, from the page',
  who: 'admin',
  params: Type.Object({ id: Type.String(), token_id: Type.String() }),
  result: page,
  problems: ['token_not_found'],
  audit: ({ params: asked }) => ({ action: 'token.admin_revoke', resource: asked.token_id }),
  run: (input, services: UserServices) =>
    userDeed(services, input, {
      act: () => services.identity.accounts.allTokens.revoke(input.params.token_id, input.intent),
      done: 'revoked',
      at: '#tokens',
    }),
});

/** What the page about a user changes of groups and tokens. */
export const userAccessOperations = [join, leave, confirm, revokeToken] as const;
