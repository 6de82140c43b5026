import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import type { Principal } from '../../http/principal.ts';
import type { Reply } from '../../http/reply.ts';
import type { Identity } from '../../identity/identity.ts';
import { tokenOnWire } from '../../identity/wire.ts';
import { entryOf } from '../entry-of.ts';
import { noScope } from '../errors.ts';
import { momentOf } from '../figures.ts';
import { done, page } from '../form-fields.ts';
import type { Asking } from '../frame.ts';
import { pageReply, secretReply, seeOther } from '../page-reply.ts';
import { orShowAgain } from '../refusal.ts';
import type { Web } from '../web.ts';
import { scopesIn, scopesInWords } from './scopes.ts';
import { type TokensFacts, tokensView } from './view.ts';

interface Services {
  readonly web: Web;
  readonly identity: Identity;
}

const path = '/tokens';
const says: Readonly<Record<string, string>> = { revoked: 'It is revoked and refused from now on.' };
const form = Type.Object(
  {
    name: Type.String({ maxLength: 200 }),
    expires: Type.Union(['30', '90', '365', 'never'].map((days) => Type.Literal(days))),
    scope_read: Type.Optional(Type.Literal('on')),
    scope_sync: Type.Optional(Type.Literal('on')),
    scope_marketplace: Type.Optional(Type.Literal('on')),
    scope_admin: Type.Optional(Type.Literal('on')),
    scope_all: Type.Optional(Type.Literal('on')),
  },
  { additionalProperties: false },
);

const tokensPage = async (
  { web, identity }: Services,
  asking: Asking,
  facts: Omit<TokensFacts, 'isAdmin' | 'now'>,
): Promise<Reply> => {
  const { principal } = asking;
  const tokens = (await identity.tokens.list(principal)).map(tokenOnWire);
  const view = tokensView(tokens, { ...facts, isAdmin: principal.isAdmin, now: web.now });
  const status = facts.refusal?.status ?? 200;
  return pageReply(web, asking, { page: 'tokens', title: 'My tokens', path, view, status });
};

const list = operation({
  id: 'web.tokens',
  route: 'GET /tokens',
  summary: 'Your personal access tokens and connected applications',
  who: 'user',
  query: Type.Object({
    status: Type.Optional(Type.String({ maxLength: 20 })),
    sort: Type.Optional(Type.String({ maxLength: 20 })),
    done,
  }),
  result: page,
  run: async (input, services: Services) =>
    tokensPage(services, input, { query: input.query, done: entryOf(says, input.query.done) }),
});

const create = operation({
  id: 'web.token_create',
  route: 'POST /tokens',
  summary: 'Makes a personal access token; its value is in this answer and nowhere else',
  who: 'session',
  body: form,
  unknownKeys: 'ignore',
  result: page,
  problems: ['blank_name', 'no_scope'],
  audit: ({ body }) => ({ action: 'token.create', params: { name: body.name } }),
  run: async (input, services: Services) =>
    orShowAgain(
      () => made(services, input, input.body),
      (refusal) => tokensPage(services, input, { query: {}, refusal, typed: input.body }),
    ),
});

interface TokenForm extends Readonly<Record<string, string>> {
  readonly name: string;
  readonly expires: string;
}

const made = async (
  { web, identity }: Services,
  asking: Asking & {
    readonly principal: Principal;
    readonly intent: Parameters<Identity['tokens']['create']>[2];
  },
  body: TokenForm,
): Promise<Reply> => {
  const scopes = scopesIn(body);
  if (scopes.length === 0) throw noScope({});
  const expiresInDays = body.expires === 'never' ? null : Number(body.expires);
  const draft = { name: body.name, expiresInDays, ...(scopes !== 'all' && { scopes }) };
  const { token, ...row } = await identity.tokens.create(asking.principal, draft, asking.intent);
  const { expires_at } = tokenOnWire({ ...row, kind: 'pat' });
  const ends = expires_at === null ? 'It never ends.' : `It ends ${momentOf(expires_at, web.now).text}.`;
  const view = {
    heading: 'Your new token',
    says: `“${row.name}” may ${scopesInWords(scopes === 'all' ? null : scopes)}. ${ends}`,
    label: 'Token',
    value: token,
    warning: 'Copy it now, to where the program reads it. Whoever has it is you, as far as it goes.',
    facts: [`It is listed as ${row.prefix}… from now on.`],
    back: { href: path, label: 'I have copied it' },
  };
  return secretReply(web, asking, { view, path });
};

const revoke = operation({
  id: 'web.token_revoke',
  route: 'POST /tokens/:id/revoke',
  summary: 'Revokes one of your personal access tokens or connected applications, from the page',
  who: 'session',
  params: Type.Object({ id: Type.String() }),
  result: page,
  problems: ['token_not_found'],
  audit: ({ params }) => ({ action: 'token.revoke', resource: params.id }),
  run: async ({ params, principal, intent }, { identity }: Services) => {
    await identity.tokens.revoke(principal, params.id, intent);
    return seeOther(`${path}?done=revoked`);
  },
});

/** The page of one's own tokens. */
export const tokenPageOperations = [list, create, revoke] as const;
