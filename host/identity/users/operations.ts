import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { reply } from '../../http/reply.ts';
import type { Identity } from '../identity.ts';
import { headers } from '../operations.ts';
import { pageReply } from '../page.ts';
import * as schema from './schema.ts';
import { userOnWire } from './wire.ts';

interface Services {
  readonly identity: Identity;
}

const list = operation({
  id: 'users.list',
  route: 'GET /api/users',
  summary: 'Users of this instance, oldest first',
  who: 'admin',
  query: schema.userQuery,
  result: Type.Array(schema.user),
  problems: ['cursor_invalid', 'cursor_expired'],
  run: async ({ query }, { identity }: Services) => {
    const { rows, next } = await identity.accounts.users.list(query);
    return pageReply({ body: rows.map(userOnWire), next }, '/api/users', query);
  },
});

const get = operation({
  id: 'users.get',
  route: 'GET /api/users/:id',
  summary: 'One user',
  who: 'admin',
  params: schema.userId,
  result: schema.user,
  problems: ['user_unknown'],
  run: async ({ params }, { identity }: Services) => userOnWire(await identity.accounts.users.get(params.id)),
});

const create = operation({
  id: 'users.create',
  route: 'POST /api/users',
  summary: 'Add a user, without any group; with an invitation if wanted',
  who: 'admin',
  body: schema.userDraft,
  unknownKeys: 'ignore',
  result: schema.user,
  status: 201,
  problems: ['user_exists', 'invalid_email', 'reserved_email', 'blank_name'],
  audit: ({ body }) => ({ action: 'user.create', params: { email: body.email } }),
  run: async ({ body, intent }, { identity }: Services) => {
    const { email, name, send_invite: sendInvite = false } = body;
    const created = await identity.accounts.users.create({ email, name, sendInvite }, intent);
    return reply({ headers, body: userOnWire(created) });
  },
});

const update = operation({
  id: 'users.update',
  route: 'PATCH /api/users/:id',
  summary: 'Rename a user, or switch the account off or on',
  who: 'admin',
  params: schema.userId,
  body: schema.userChange,
  unknownKeys: 'ignore',
  result: schema.user,
  problems: ['user_unknown', 'blank_name', 'own_account', 'last_admin', 'service_user'],
  audit: ({ params, body }) => ({ action: 'user.update', resource: params.id, params: { ...body } }),
  run: async ({ params: { id }, body, principal, intent }, { identity }: Services) =>
    userOnWire(await identity.accounts.users.change(principal, { id, ...body }, intent)),
});

const remove = operation({
  id: 'users.delete',
  route: 'DELETE /api/users/:id',
  summary: 'Remove a user and everything that is theirs',
  who: 'admin',
  params: schema.userId,
  result: Type.Null(),
  status: 204,
  problems: ['user_unknown', 'own_account', 'sso_managed', 'last_admin', 'service_user'],
  audit: ({ params }) => ({ action: 'user.delete', resource: params.id }),
  run: ({ params, principal, intent }, { identity }: Services) =>
    identity.accounts.users.remove(principal, params.id, intent),
});

const activation = (verb: 'activate' | 'deactivate', summary: string) =>
  operation({
    id: `users.${verb}`,
    route: `POST /api/users/:id/${verb}`,
    summary,
    who: 'admin',
    params: schema.userId,
    result: schema.user,
    problems: ['user_unknown', 'own_account', 'last_admin', 'service_user'],
    audit: ({ params }) => ({
      action: 'user.update',
      resource: params.id,
      params: { active: verb === 'activate' },
    }),
    run: async ({ params: { id }, principal, intent }, { identity }: Services) =>
      userOnWire(
        await identity.accounts.users.change(principal, { id, active: verb === 'activate' }, intent),
      ),
  });

/** Users, for administrators. */
export const userOperations = [
  list,
  get,
  create,
  update,
  remove,
  activation('activate', 'Switch an account on again'),
  activation('deactivate', 'Switch an account off; whoever uses it is out at the next request'),
];
