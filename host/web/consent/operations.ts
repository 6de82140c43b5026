import { Type } from '@agnes/sdk';
import type { Intent } from '../../http/intent.ts';
import { operation } from '../../http/operation.ts';
import { type Reply, reply } from '../../http/reply.ts';
import type { AuthorizationParams } from '../../identity/applications/authorization.ts';
import type { Asked, Caller } from '../../identity/applications/consents.ts';
import { authorizationFields } from '../../identity/applications/schema.ts';
import type { Identity } from '../../identity/identity.ts';
import { page } from '../form-fields.ts';
import type { Asking } from '../frame.ts';
import { noStore, pageReply } from '../page-reply.ts';
import { orShowAgain } from '../refusal.ts';
import type { Web } from '../web.ts';
import { askedView, leavingView, refusedView } from './view.ts';

interface Services {
  readonly web: Web;
  readonly identity: Identity;
}

const problems = [
  'invalid_client',
  'redirect_uri_mismatch',
  'invalid_request',
  'invalid_scope',
  'invalid_target',
  'unsupported_response_type',
];

const show = (web: Web, asking: Asking, { view, status = 200 }: { view: object; status?: number }) =>
  pageReply(web, asking, { page: 'consent', title: 'Connect an application', path: '/tokens', view, status });

/** Goes on with what is asked for. An application that asks for something else is told so, if the person wants that. */
const whenAsked = async (
  { web, identity }: Services,
  { asking, params }: { readonly asking: Asking; readonly params: AuthorizationParams },
  goOn: (asked: Asked) => Promise<Reply>,
): Promise<Reply> => {
  const { consents } = identity.accounts.applications;
  const caller = await consents.caller(params);
  return orShowAgain(
    async () => goOn(consents.asked(caller, params)),
    ({ status, code, detail, hint }) => {
      const answer = { error: code, error_description: detail, state: params.state };
      const view = refusedView(caller, { detail, hint, href: consents.answer(caller, answer) });
      return show(web, asking, { view, status });
    },
  );
};

const ask = operation({
  id: 'web.oauth_authorize',
  route: 'GET /oauth/authorize',
  summary: 'Asks whether an application may be connected: what it calls itself, where it is, what it could',
  who: 'session',
  query: Type.Object(authorizationFields),
  result: page,
  problems,
  run: async (input, services: Services) => {
    const { query: params, principal } = input;
    return whenAsked(services, { asking: input, params }, (asked) =>
      show(services.web, input, { view: askedView(asked, { params, email: principal.email }) }),
    );
  },
});

const decide = operation({
  id: 'web.oauth_decide',
  route: 'POST /oauth/authorize',
  summary: 'Connects an application or refuses it, from the page; the answer leads back to it',
  who: 'session',
  body: Type.Object({
    ...authorizationFields,
    decision: Type.Union([Type.Literal('approve'), Type.Literal('deny')]),
  }),
  unknownKeys: 'ignore',
  result: page,
  problems,
  maxBody: 24 * 1024,
  audit: ({ body }) => ({ action: body.decision === 'deny' ? 'oauth.denied' : 'oauth.approved' }),
  run: async (input, services: Services) => {
    const { decision, ...params } = input.body;
    return whenAsked(services, { asking: input, params }, (asked) =>
      decided(services, { ...input, params, isApproved: decision === 'approve' }, asked),
    );
  },
});

interface Decision extends Asking {
  readonly intent: Intent;
  readonly params: AuthorizationParams;
  readonly isApproved: boolean;
}

const decided = async (
  { web, identity }: Services,
  { principal, request, intent, params: { state }, isApproved }: Decision,
  asked: Asked,
): Promise<Reply> => {
  const { consents } = identity.accounts.applications;
  const href = isApproved
    ? await consents.approve(asked, { state, principal }, intent)
    : await consents.deny(asked, state, intent);
  return leaving(web, { principal, request }, { caller: asked, href, isApproved });
};

/** A page that leads on by itself: a redirect that answers a form would have to stay on this site (`form-action`). */
const leaving = async (
  web: Web,
  asking: Asking,
  { caller, href, isApproved }: { caller: Caller; href: string; isApproved: boolean },
): Promise<Reply> => {
  const frame = await web.frame(asking, { title: 'Connect an application', path: '/tokens' });
  const html = web.pages.render('consent', frame, leavingView(caller, href, isApproved));
  return reply({ status: 200, headers: { ...noStore, Refresh: `0; url=${href}` }, html });
};

/** The page on which a person connects an application. */
export const consentOperations = [ask, decide] as const;
