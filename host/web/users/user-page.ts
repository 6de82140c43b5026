import type { Access } from '../../access/access.ts';
import { groupsOnWire } from '../../access/groups/group-wire.ts';
import type { BreakGlass } from '../../access/members/break-glass.ts';
import { membershipsOnWire } from '../../access/members/member-wire.ts';
import type { Members } from '../../access/members/members.ts';
import { effectiveOnWire } from '../../access/overview-wire.ts';
import type { ResourceLookup } from '../../access/resource-lookup.ts';
import type { Intent } from '../../http/intent.ts';
import type { Reply } from '../../http/reply.ts';
import { sessionOnWire } from '../../identity/credentials/wire.ts';
import type { Identity } from '../../identity/identity.ts';
import { linkedAccountOnWire } from '../../identity/users/about-operations.ts';
import { userOnWire } from '../../identity/users/wire.ts';
import { tokenOnWire } from '../../identity/wire.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import { below } from '../address.ts';
import type { Asking } from '../frame.ts';
import { namesOf } from '../names.ts';
import { pageReply, seeOther } from '../page-reply.ts';
import { orShowAgain, type Refusal } from '../refusal.ts';
import type { Web } from '../web.ts';
import { type UserFacts, userView } from './view.ts';

/** What the page about a user shows and does. */
export interface UserServices {
  readonly web: Web;
  readonly identity: Identity;
  readonly access: Access;
  readonly members: Members;
  readonly breakGlass: BreakGlass;
  readonly resourceLookup: ResourceLookup;
}

/** The page about one user, with what happened before. */
export const userPage = async (
  services: UserServices,
  asking: Asking,
  { id, done, refusal }: { id: string; done?: string | undefined; refusal?: Refusal },
): Promise<Reply> => {
  const { web } = services;
  const facts = await factsOf(services, id);
  const shown = { viewerId: asking.principal.userId, now: web.now, done, ...(refusal && { refusal }) };
  const view = userView(facts, shown);
  const title = facts.user.name ?? facts.user.email;
  return pageReply(web, asking, {
    page: 'user',
    title,
    path: '/admin/users',
    view,
    status: refusal?.status ?? 200,
  });
};

const factsOf = async (services: UserServices, id: string): Promise<UserFacts> => {
  const { identity, access, members, breakGlass, resourceLookup } = services;
  const { users, ownSessions } = identity.accounts;
  const view = await users.get(id);
  const user = userOnWire(view);
  const effective = effectiveOnWire(user.is_admin, access.rights.effective(id));
  const temporary = (await breakGlass.list()).find(({ user_id }) => user_id === id)?.expires_at;
  return {
    user,
    isService: view.account.isService,
    identities: (await users.linkedAccounts(id)).map(linkedAccountOnWire),
    memberships: membershipsOnWire(await members.ofUser(id)),
    access: effective,
    names: await namesOf(resourceLookup, effective.items),
    tokens: (await identity.tokens.list({ userId: id, email: user.email })).map(tokenOnWire),
    sessions: (await ownSessions.list({ userId: id })).map(sessionOnWire),
    joinable: joinableIn(access),
    ...(temporary && { breakGlassUntil: isoUtc(temporary) }),
  };
};

/** Groups that no identity provider fills. */
const joinableIn = (access: Access) =>
  groupsOnWire(access.rights.groups, access).filter(
    ({ origin, is_google_managed }) => !is_google_managed && !origin.startsWith('oidc:'),
  );

/** A form of the page about a user. */
export interface UserDeed extends Asking {
  readonly params: { readonly id: string };
  readonly intent: Intent;
}

/** Does what a form of the page asks for and shows the page anew, or again with what was wrong. */
export const userDeed = (
  services: UserServices,
  input: UserDeed,
  { act, done, at = '' }: { act: () => Promise<unknown>; done: string; at?: string },
): Promise<Reply> => {
  const { id } = input.params;
  return orShowAgain(
    async () => {
      await act();
      return seeOther(`${below('/admin/users', id)}?done=${done}${at}`);
    },
    (refusal) => {
      // Without the user there is no page to show again.
      if (refusal.code === 'user_unknown') throw refusal.cause;
      return userPage(services, input, { id, refusal });
    },
  );
};
