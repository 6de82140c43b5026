import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import type { Reply } from '../../http/reply.ts';
import type { Identity } from '../../identity/identity.ts';
import { userOnWire } from '../../identity/users/wire.ts';
import { below } from '../address.ts';
import { entryOf } from '../entry-of.ts';
import { done, page } from '../form-fields.ts';
import type { Asking } from '../frame.ts';
import { pageReply, secretReply, seeOther } from '../page-reply.ts';
import { orShowAgain, type Refusal } from '../refusal.ts';
import type { Web } from '../web.ts';
import { usersView } from './list-view.ts';
import { type UserServices, userPage } from './user-page.ts';

interface Services {
  readonly web: Web;
  readonly identity: Identity;
}

const path = '/admin/users';
const pageSize = 50;

interface ListAsked {
  readonly q?: string | undefined;
  readonly cursor?: string | undefined;
  readonly done?: string | undefined;
  readonly refusal?: Refusal;
  readonly typed?: Readonly<Record<string, string>>;
}

const listSays: Readonly<Record<string, string>> = { deleted: 'The user is deleted.' };

const usersPage = async ({ web, identity }: Services, asking: Asking, asked: ListAsked): Promise<Reply> => {
  const { q = '', cursor, done: word, refusal, typed } = asked;
  const wanted = { limit: pageSize, ...(q !== '' && { q }), ...(cursor !== undefined && { cursor }) };
  const { rows, next } = await identity.accounts.users.list(wanted);
  const view = usersView(rows.map(userOnWire), {
    q,
    next,
    isFirst: cursor === undefined,
    now: web.now,
    done: entryOf(listSays, word),
    ...(refusal && { refusal }),
    ...(typed && { typed }),
  });
  return pageReply(web, asking, {
    page: 'users',
    title: 'Users',
    path,
    view,
    status: refusal?.status ?? 200,
  });
};

const list = operation({
  id: 'web.users',
  route: 'GET /admin/users',
  summary: 'Users: search, add, invite',
  who: 'admin',
  query: Type.Object({
    q: Type.Optional(Type.String({ maxLength: 200 })),
    cursor: Type.Optional(Type.String({ maxLength: 500 })),
    done,
  }),
  result: page,
  problems: ['cursor_invalid', 'cursor_expired'],
  run: (input, services: Services) => usersPage(services, input, input.query),
});

const create = operation({
  id: 'web.user_create',
  route: 'POST /admin/users',
  summary: 'Adds a user from the page; the link of an invitation is in this answer and nowhere else',
  who: 'admin',
  body: Type.Object(
    {
      email: Type.String({ maxLength: 320 }),
      name: Type.String({ maxLength: 200 }),
      invite: Type.Optional(Type.Literal('on')),
    },
    { additionalProperties: false },
  ),
  unknownKeys: 'ignore',
  result: page,
  problems: ['user_exists', 'invalid_email', 'reserved_email', 'blank_name'],
  audit: ({ body }) => ({ action: 'user.create', params: { email: body.email } }),
  run: async (input, services: Services) =>
    orShowAgain(
      () => created(services, input),
      (refusal) => usersPage(services, input, { refusal, typed: input.body }),
    ),
});

interface Creation extends Asking {
  readonly intent: Parameters<Identity['accounts']['users']['create']>[1];
  readonly body: Readonly<Record<'email' | 'name', string>> & { readonly invite?: 'on' };
}

const created = async ({ web, identity }: Services, input: Creation): Promise<Reply> => {
  const { email, name, invite } = input.body;
  const draft = { email, name, sendInvite: invite === 'on' };
  const user = userOnWire(await identity.accounts.users.create(draft, input.intent));
  const href = below(path, user.id);
  if (user.invite_url === null) return seeOther(`${href}?done=created`);
  const view = {
    heading: `${user.name} is invited`,
    says: user.invite_email_sent
      ? `The link below has also left by mail to ${user.email}.`
      : `No mail is set up here: hand the link to ${user.email} yourself.`,
    label: 'Link to a first password',
    value: user.invite_url,
    warning: 'It works once, within 7 days, for whoever opens it.',
    back: { href: `${href}?done=created`, label: `Go on to ${user.name}` },
  };
  return secretReply(web, input, { view, path });
};

const says: Readonly<Record<string, string>> = {
  created: 'The user is added. Put them into a group, so that they may use something.',
  renamed: 'The name is changed.',
  activated: 'The account is switched on.',
  deactivated: 'The account is switched off; every session has ended.',
  joined: 'They are in the group now.',
  left: 'They are out of the group.',
  revoked: 'The token is revoked.',
  sessions_ended: 'Every session has ended.',
  password_set: 'The password is set; every session has ended.',
  confirmed: 'The membership in Admin lasts from now on.',
};

const detail = operation({
  id: 'web.user',
  route: 'GET /admin/users/:id',
  summary: 'One user: ways to sign in, groups, what they may use and why, tokens, sessions',
  who: 'admin',
  params: Type.Object({ id: Type.String() }),
  query: Type.Object({ done }),
  result: page,
  problems: ['user_unknown'],
  run: (input, services: UserServices) =>
    userPage(services, input, { id: input.params.id, done: entryOf(says, input.query.done) }),
});

/** The pages of users. */
export const userPageOperations = [list, create, detail] as const;
