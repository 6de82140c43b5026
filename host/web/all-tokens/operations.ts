import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { ownedTokenOnWire } from '../../identity/credentials/wire.ts';
import type { Identity } from '../../identity/identity.ts';
import { done, page } from '../form-fields.ts';
import { pageReply, seeOther } from '../page-reply.ts';
import type { Web } from '../web.ts';
import { allTokensView } from './view.ts';

interface Services {
  readonly web: Web;
  readonly identity: Identity;
}

const path = '/admin/tokens';

const list = operation({
  id: 'web.all_tokens',
  route: 'GET /admin/tokens',
  summary: 'Personal access tokens of everybody, by state and owner',
  who: 'admin',
  query: Type.Object({
    status: Type.Optional(Type.String({ maxLength: 20 })),
    q: Type.Optional(Type.String({ maxLength: 200 })),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    done,
  }),
  result: page,
  run: async (input, { web, identity }: Services) => {
    const { rows } = await identity.accounts.allTokens.list({});
    const says = input.query.done === 'revoked' ? 'The token is revoked and refused from now on.' : undefined;
    const view = allTokensView(rows.map(ownedTokenOnWire), input.query, { now: web.now, done: says });
    return pageReply(web, input, { page: 'all-tokens', title: 'Tokens', path, view });
  },
});

const revoke = operation({
  id: 'web.any_token_revoke',
  route: 'POST /admin/tokens/:id/revoke',
  summary: 'Revokes a token of anybody, from the page',
  who: 'admin',
  params: Type.Object({ id: Type.String() }),
  result: page,
  problems: ['token_not_found'],
  audit: ({ params }) => ({ action: 'token.admin_revoke', resource: params.id }),
  run: async ({ params, intent }, { identity }: Services) => {
    await identity.accounts.allTokens.revoke(params.id, intent);
    return seeOther(`${path}?done=revoked`);
  },
});

/** The page of everybody's tokens. */
export const allTokensOperations = [list, revoke] as const;
