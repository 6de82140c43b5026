import { Type } from '@agnes/sdk';
import type { Access } from '../../access/access.ts';
import { effectiveOnWire } from '../../access/overview-wire.ts';
import type { ResourceLookup } from '../../access/resource-lookup.ts';
import { operation } from '../../http/operation.ts';
import type { Principal } from '../../http/principal.ts';
import { reply } from '../../http/reply.ts';
import { sessionOnWire } from '../../identity/credentials/wire.ts';
import { desktopLinkOnWire } from '../../identity/desktop/wire.ts';
import type { Identity } from '../../identity/identity.ts';
import { presentedIn } from '../../identity/presented-in.ts';
import { clearedCookie } from '../../identity/session-cookie.ts';
import { linkedAccountOnWire } from '../../identity/users/about-operations.ts';
import { meOnWire } from '../../identity/wire.ts';
import { entryOf } from '../entry-of.ts';
import { done, page } from '../form-fields.ts';
import { namesOf } from '../names.ts';
import { noStore, pageReply, seeOther } from '../page-reply.ts';
import type { Web } from '../web.ts';
import { type ProfileFacts, profileView } from './view.ts';

interface Services {
  readonly web: Web;
  readonly identity: Identity;
  readonly access: Access;
  readonly resourceLookup: ResourceLookup;
}

const says: Readonly<Record<string, string>> = {
  session_ended: 'The session has ended.',
  unlinked: 'The device is unlinked.',
};

const factsOf = async (
  { identity, access, resourceLookup }: Services,
  principal: Principal,
): Promise<ProfileFacts> => {
  const { email, name, is_admin } = meOnWire(await identity.whoAmI(principal));
  const { userId } = principal;
  const { accounts } = identity;
  const effective = effectiveOnWire(is_admin, access.rights.effective(userId));
  const isInteractive = principal.kind === 'session';
  return {
    email,
    name,
    identities: (await accounts.users.linkedAccounts(userId)).map(linkedAccountOnWire),
    groups: access.groupsOf(userId).map(({ isSystem, ...group }) => ({ ...group, is_system: isSystem })),
    access: effective,
    names: await namesOf(resourceLookup, effective.items),
    ...(isInteractive && { sessions: (await accounts.ownSessions.list(principal)).map(sessionOnWire) }),
    devices: (await accounts.linkedDevices.list(userId)).map(desktopLinkOnWire),
  };
};

const profile = operation({
  id: 'web.profile',
  route: 'GET /profile',
  summary: 'Who you are, in which groups, what you may use, and where you are signed in',
  who: 'user',
  query: Type.Object({ done }),
  result: page,
  run: async (input, services: Services) => {
    const { web } = services;
    const facts = await factsOf(services, input.principal);
    const view = profileView(facts, { now: web.now, done: entryOf(says, input.query.done) });
    return pageReply(web, input, { page: 'profile', title: 'Profile', path: '/profile', view });
  },
});

const endSession = operation({
  id: 'web.session_end',
  route: 'POST /profile/sessions/:id/end',
  summary: 'Ends one of your sessions, from the page',
  who: 'session',
  params: Type.Object({ id: Type.String() }),
  result: page,
  problems: ['session_not_found'],
  audit: ({ params }) => ({ action: 'session.revoke', resource: params.id }),
  run: async ({ params, principal, intent }, { identity }: Services) => {
    await identity.accounts.ownSessions.end(principal, params.id, intent);
    return seeOther('/profile?done=session_ended#sessions');
  },
});

const signOutEverywhere = operation({
  id: 'web.sign_out_everywhere',
  route: 'POST /profile/sign-out-everywhere',
  summary: 'Ends all your sessions, this one too, and connected applications',
  who: 'session',
  result: page,
  audit: ({ principal }) => ({
    action: 'session.revoke',
    resource: principal.userId,
    params: { all: true },
  }),
  run: async ({ principal, intent }, { identity }: Services) => {
    await identity.logout(principal, { all: true }, intent);
    const answer = { status: 303, headers: noStore, redirect: '/login?msg=signed_out' } as const;
    return reply({ ...answer, cookies: [clearedCookie] });
  },
});

const unlinkDevice = operation({
  id: 'web.device_unlink',
  route: 'POST /profile/devices/:jti/unlink',
  summary: 'Unlinks one of your devices, from the page',
  who: 'session',
  params: Type.Object({ jti: Type.String() }),
  result: page,
  problems: ['desktop_link_unknown'],
  audit: ({ params }) => ({ action: 'desktop.unlink', resource: params.jti }),
  run: async ({ params, request, intent }, { identity }: Services) => {
    await identity.accounts.linkedDevices.unlink(presentedIn(request), params, intent);
    return seeOther('/profile?done=unlinked#devices');
  },
});

/** The page about oneself. */
export const profileOperations = [profile, endSession, signOutEverywhere, unlinkDevice] as const;
