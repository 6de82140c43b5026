import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { reply } from '../../http/reply.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import type { Identity } from '../identity.ts';
import { headers, maxBody } from '../operations.ts';
import { presentedIn } from '../presented-in.ts';
import { codeSeconds } from './desktop-links.ts';
import * as schema from './schema.ts';
import { desktopLinkOnWire } from './wire.ts';
import { ticketSeconds } from './ws-tickets.ts';

interface Services {
  readonly identity: Identity;
}

const invite = operation({
  id: 'desktop.invite',
  route: 'POST /api/desktop/link',
  summary: 'Make a code with which a desktop program is linked to you',
  who: 'session',
  result: schema.desktopInvitation,
  run: async ({ principal }, { identity }: Services) => {
    const { code, url } = await identity.accounts.desktopLinks.invite(principal);
    return reply({ headers, body: { code, url, expires_in: codeSeconds } });
  },
});

const token = operation({
  id: 'desktop.token',
  route: 'POST /api/desktop/token',
  summary: 'Get a desktop token for a code, or a fresh one for the one you have',
  who: 'public',
  body: schema.desktopTokenRequest,
  bodyOptional: true,
  result: schema.desktopToken,
  problems: [
    'desktop_code_invalid',
    'missing_credentials',
    'invalid_token',
    'token_expired',
    'token_revoked',
  ],
  perMinute: 10,
  maxBody,
  audit: () => ({ action: 'desktop.link' }),
  run: async ({ body, request, intent }, { identity }: Services) => {
    const { code, device_name: deviceName } = body ?? {};
    const asked = { code, deviceName, ...presentedIn(request) };
    const linked = await identity.accounts.desktopLinks.exchange(asked, intent);
    const { id, email, name = null } = linked.user;
    const answer = { token: linked.token, expires_at: isoUtc(linked.expiresAt), user: { id, email, name } };
    return reply({ headers, body: answer });
  },
});

const list = operation({
  id: 'desktop.list',
  route: 'GET /api/desktop/links',
  summary: 'Your linked devices, newest first',
  who: 'user',
  result: schema.desktopLinks,
  run: async ({ principal }, { identity }: Services) => {
    const links = await identity.accounts.linkedDevices.list(principal.userId);
    return { links: links.map(desktopLinkOnWire) };
  },
});

const unlinkProblems = [
  'missing_credentials',
  'invalid_token',
  'token_expired',
  'token_revoked',
  'scope_missing',
];

// Public for the router only: a device calls these with a token that is refused everywhere else.
const unlinkAll = operation({
  id: 'desktop.unlink_all',
  route: 'DELETE /api/desktop/link',
  perMinute: 10,
  summary: 'Unlink all your devices; called by a device, that one',
  who: 'public',
  result: Type.Null(),
  status: 204,
  problems: unlinkProblems,
  audit: () => ({ action: 'desktop.unlink' }),
  run: ({ request, intent }, { identity }: Services) =>
    identity.accounts.linkedDevices.unlink(presentedIn(request), {}, intent),
});

const unlink = operation({
  id: 'desktop.unlink',
  route: 'DELETE /api/desktop/link/:jti',
  perMinute: 10,
  summary: 'Unlink one of your devices; a device unlinks itself only',
  who: 'public',
  params: schema.desktopLinkId,
  result: Type.Null(),
  status: 204,
  problems: [...unlinkProblems, 'desktop_link_unknown'],
  audit: () => ({ action: 'desktop.unlink' }),
  run: ({ params, request, intent }, { identity }: Services) =>
    identity.accounts.linkedDevices.unlink(presentedIn(request), params, intent),
});

const wsTicket = operation({
  id: 'ws.ticket',
  route: 'POST /api/ws/ticket',
  summary: 'Get a ticket that opens the notification channel once',
  who: 'user',
  result: schema.wsTicket,
  run: async ({ principal }, { identity }: Services) => {
    const ticket = await identity.accounts.wsTickets.issue(principal);
    return reply({ headers, body: { ticket, expires_in: ticketSeconds } });
  },
});

/** Desktop programs and their tokens. */
export const desktopOperations = [invite, token, list, unlinkAll, unlink, wsTicket];
