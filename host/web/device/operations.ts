import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import type { Reply } from '../../http/reply.ts';
import type { Identity } from '../../identity/identity.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import { noScope } from '../errors.ts';
import { page } from '../form-fields.ts';
import type { Asking } from '../frame.ts';
import { pageReply } from '../page-reply.ts';
import { orShowAgain, type Refusal } from '../refusal.ts';
import { scopesIn } from '../tokens/scopes.ts';
import type { Web } from '../web.ts';
import { type DeviceFacts, deviceView } from './view.ts';

interface Services {
  readonly web: Web;
  readonly identity: Identity;
}

const code = Type.String({ maxLength: 40 });

const show = (
  { web }: Services,
  asking: Asking,
  facts: Omit<DeviceFacts, 'isAdmin' | 'now'>,
): Promise<Reply> => {
  const view = deviceView({ ...facts, isAdmin: asking.principal.isAdmin, now: web.now });
  const status = facts.refusal?.status ?? 200;
  return pageReply(web, asking, { page: 'device', title: 'Sign in a device', path: '/device', view, status });
};

/** The page with what waits behind a code; a code nobody knows leads back to typing. */
const devicePage = async (services: Services, asking: Asking, facts: Sent): Promise<Reply> => {
  const { refusal, typed } = facts;
  return orShowAgain(
    async () => {
      const { client, ip, createdAt } = await services.identity.accounts.deviceApprovals.find(
        facts.code,
        asking.principal,
      );
      const device = { client, ip, created_at: isoUtc(createdAt) };
      const again = { ...(refusal && { refusal }), ...(typed && { typed }) };
      return show(services, asking, { code: facts.code, device, ...again });
    },
    (unknown) => show(services, asking, { code: facts.code, refusal: unknown }),
  );
};

interface Sent {
  readonly code: string;
  readonly refusal?: Refusal;
  readonly typed?: Readonly<Record<string, string>>;
}

const confirm = operation({
  id: 'web.device',
  route: 'GET /device',
  summary: 'Confirms the sign-in of a command line: its code, its name, and what it may do',
  who: 'session',
  query: Type.Object({ user_code: Type.Optional(code) }),
  result: page,
  run: async (input, services: Services) => {
    const typed = input.query.user_code?.trim() ?? '';
    return typed === '' ? show(services, input, { code: '' }) : devicePage(services, input, { code: typed });
  },
});

const decide = operation({
  id: 'web.device_decide',
  route: 'POST /device',
  summary: 'Approves or denies the sign-in of a command line, from the page',
  who: 'session',
  body: Type.Object(
    {
      user_code: code,
      decision: Type.Union([Type.Literal('approve'), Type.Literal('deny')]),
      scope_read: Type.Optional(Type.Literal('on')),
      scope_sync: Type.Optional(Type.Literal('on')),
      scope_marketplace: Type.Optional(Type.Literal('on')),
      scope_admin: Type.Optional(Type.Literal('on')),
      scope_all: Type.Optional(Type.Literal('on')),
    },
    { additionalProperties: false },
  ),
  unknownKeys: 'ignore',
  result: page,
  problems: ['user_code_unknown', 'too_many_tries', 'no_scope'],
  audit: ({ body }) => ({ action: body.decision === 'deny' ? 'device.denied' : 'device.approved' }),
  run: async (input, services: Services) =>
    orShowAgain(
      () => decided(services, input),
      (refusal) =>
        refusal.code === 'no_scope'
          ? devicePage(services, input, { code: input.body.user_code, refusal, typed: input.body })
          : show(services, input, { code: input.body.user_code, refusal }),
    ),
});

type Approvals = Identity['accounts']['deviceApprovals'];

interface Decision extends Asking {
  readonly intent: Parameters<Approvals['deny']>[2];
  readonly body: Readonly<Record<string, string>> & { readonly user_code: string };
}

const decided = async ({ web, identity }: Services, { body, principal, intent, request }: Decision) => {
  const { deviceApprovals } = identity.accounts;
  const userCode = body.user_code;
  const isApproved = body['decision'] === 'approve';
  if (isApproved) {
    const scopes = scopesIn(body);
    if (scopes.length === 0) throw noScope({});
    const asked = { userCode, ...(scopes !== 'all' && { scopes }) };
    await deviceApprovals.approve(asked, principal, intent);
  } else {
    await deviceApprovals.deny({ userCode }, principal, intent);
  }
  const view = isApproved
    ? {
        heading: 'The device is signed in',
        detail: 'Go on there: it fetches its token by itself in a few seconds.',
      }
    : { heading: 'The device was refused', detail: 'Its code works for nobody any more.' };
  return pageReply(
    web,
    { principal, request },
    { page: 'message', title: view.heading, path: '/device', view },
  );
};

/** The page on which the command line is signed in. */
export const devicePageOperations = [confirm, decide] as const;
