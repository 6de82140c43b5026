import { below } from '../address.ts';
import { type Chip, groupChip, sourceWords, stateChip } from '../chips.ts';
import { momentOf } from '../figures.ts';
import { type IdentityEntry, identitiesView } from '../profile/view.ts';
import { type EffectiveAccess, type KnownGroup, reasonsView } from '../reasons.ts';
import { type Refusal, refusalView } from '../refusal.ts';
import { type SessionEntry, sessionsView } from '../sessions.ts';
import type { TokenEntry } from '../tokens/token-state.ts';
import { tokenRow } from '../tokens/view.ts';
import type { UserEntry } from './list-view.ts';

/** A group somebody is in, as the API lists it. */
interface MembershipEntry {
  readonly group_id: string;
  readonly group_name: string;
  readonly is_system: boolean;
  readonly origin: string;
  readonly source: string;
  readonly sources?: readonly string[];
  readonly added_at: string;
}

/** What is known of a user. */
export interface UserFacts {
  readonly user: UserEntry;
  readonly isService: boolean;
  readonly identities: readonly IdentityEntry[];
  readonly memberships: readonly MembershipEntry[];
  readonly access: EffectiveAccess;
  readonly names: ReadonlyMap<string, string>;
  readonly tokens: readonly TokenEntry[];
  readonly sessions: readonly SessionEntry[];
  /** Groups an administrator may put people into. */
  readonly joinable: readonly KnownGroup[];
  /** Until when this person is administrator by break-glass, if so. */
  readonly breakGlassUntil?: string;
}

/** Who looks, and what happened before. */
export interface UserShown {
  readonly viewerId: string;
  readonly now: number;
  readonly done?: string | undefined;
  readonly refusal?: Refusal;
}

const fields = {
  blank_name: 'name',
  weak_password: 'password',
  already_member: 'group',
  google_managed_readonly: 'group',
};

/** What `user.mustache` is filled with. */
export const userView = (facts: UserFacts, { viewerId, now, done, refusal }: UserShown): object => {
  const { user } = facts;
  const base = below('/admin/users', user.id);
  return {
    done,
    refusal: refusalView(refusal, fields),
    base,
    id: user.id,
    name: user.name ?? user.email,
    typed_name: user.name ?? '',
    email: user.email,
    state: stateChip(user.active),
    active: user.active,
    since: momentOf(user.created_at, now),
    deactivated: user.deactivated_at !== null && momentOf(user.deactivated_at, now),
    is_sso: user.is_sso_user,
    is_service: facts.isService,
    is_self: user.id === viewerId,
    passwords: !user.is_sso_user && !facts.isService,
    deletable: !user.is_sso_user,
    ...breakGlassView(facts, now),
    ...identitiesView(facts.identities, now),
    ...membershipsView(facts, now),
    ...accessView(facts),
    has_tokens: facts.tokens.length > 0,
    tokens: facts.tokens.map((token) => {
      const row = tokenRow(token, now);
      return { ...row, revoke_action: row.isLive && below(base, 'tokens', token.id, 'revoke') };
    }),
    ...sessionsView(facts.sessions, { now }),
  };
};

const breakGlassView = ({ breakGlassUntil, user }: UserFacts, now: number): object => ({
  break_glass: breakGlassUntil !== undefined && {
    until: `until ${momentOf(breakGlassUntil, now).exact}`,
    confirm_action: below('/admin/users', user.id, 'confirm-administrator'),
  },
});

const membershipsView = ({ user, memberships, joinable }: UserFacts, now: number): object => {
  const own = new Set(memberships.map(({ group_id }) => group_id));
  const others = joinable.filter(({ id }) => !own.has(id));
  return {
    has_memberships: memberships.length > 0,
    memberships: memberships.map((membership) => ({
      href: below('/admin/groups', membership.group_id),
      chip: chipOf(membership),
      by: (membership.sources ?? [membership.source]).map(sourceWords).join(' and '),
      since: momentOf(membership.added_at, now),
      remove_action:
        membership.source === 'admin' &&
        below('/admin/users', user.id, 'groups', membership.group_id, 'remove'),
    })),
    joinable: others.length > 0 && { groups: others.map(({ id, name }) => ({ id, name })) },
  };
};

const chipOf = ({ group_name: name, is_system, origin }: MembershipEntry): Chip =>
  groupChip({ name, is_system, origin });

const accessView = ({ user, access, names }: UserFacts): object =>
  reasonsView(access, {
    who: user.email,
    nothing: `Nothing is granted to the groups of ${user.email}.`,
    groups: user.groups,
    names,
    isLinked: true,
  });
