import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { page } from '../form-fields.ts';
import { seeOther } from '../page-reply.ts';
import { orShowAgain } from '../refusal.ts';
import { type UserServices, userDeed, userPage } from './user-page.ts';

const params = Type.Object({ id: Type.String() });

const rename = operation({
  id: 'web.user_rename',
  route: 'POST /admin/users/:id/rename',
  summary: 'Renames a user, from the page',
  who: 'admin',
  params,
  body: Type.Object({ name: Type.String({ maxLength: 200 }) }, { additionalProperties: false }),
  unknownKeys: 'ignore',
  result: page,
  problems: ['user_unknown', 'blank_name', 'service_user'],
  audit: ({ params: { id }, body }) => ({ action: 'user.update', resource: id, params: { ...body } }),
  run: (input, services: UserServices) =>
    userDeed(services, input, {
      act: () => {
        const change = { id: input.params.id, name: input.body.name };
        return services.identity.accounts.users.change(input.principal, change, input.intent);
      },
      done: 'renamed',
    }),
});

const activation = (verb: 'activate' | 'deactivate', summary: string) =>
  operation({
    id: `web.user_${verb}`,
    route: `POST /admin/users/:id/${verb}`,
    summary,
    who: 'admin',
    params,
    result: page,
    problems: ['user_unknown', 'own_account', 'last_admin', 'service_user'],
    audit: ({ params: { id } }) => ({
      action: 'user.update',
      resource: id,
      params: { active: verb === 'activate' },
    }),
    run: (input, services: UserServices) =>
      userDeed(services, input, {
        act: () => {
          const change = { id: input.params.id, active: verb === 'activate' };
          return services.identity.accounts.users.change(input.principal, change, input.intent);
        },
        done: `${verb}d`,
      }),
  });

const remove = operation({
  id: 'web.user_delete',
  route: 'POST /admin/users/:id/delete',
  summary: 'Deletes a user and everything that is theirs, from the page',
  who: 'admin',
  params,
  result: page,
  problems: ['user_unknown', 'own_account', 'sso_managed', 'last_admin', 'service_user'],
  audit: ({ params: { id } }) => ({ action: 'user.delete', resource: id }),
  run: async (input, services: UserServices) => {
    const { params: asked, principal, intent } = input;
    return orShowAgain(
      async () => {
        await services.identity.accounts.users.remove(principal, asked.id, intent);
        return seeOther('/admin/users?done=deleted');
      },
      (refusal) => userPage(services, input, { id: asked.id, refusal }),
    );
  },
});

const endSessions = operation({
  id: 'web.user_end_sessions',
  route: 'POST /admin/users/:id/end-sessions',
  summary: 'Ends every session of a user, from the page',
  who: 'admin',
  params,
  result: page,
  problems: ['user_unknown', 'service_user'],
  audit: ({ params: { id } }) => ({ action: 'session.revoke', resource: id, params: { all: true } }),
  run: (input, services: UserServices) =>
    userDeed(services, input, {
      act: () =>
        services.identity.accounts.credentials.endSessions(input.principal, input.params.id, input.intent),
      done: 'sessions_ended',
      at: '#sessions',
    }),
});

/** What the page about a user changes of the account. */
export const userChangeOperations = [
  rename,
  activation('activate', 'Switches an account on again, from the page'),
  activation('deactivate', 'Switches an account off, from the page'),
  remove,
  endSessions,
] as const;
