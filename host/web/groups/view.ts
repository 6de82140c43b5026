import { adminGroup, everyoneGroup } from '../../access/system-groups.ts';
import { addressOf, below } from '../address.ts';
import { originChip, originWords, sourceWords, stateChip } from '../chips.ts';
import { amountOf, momentOf } from '../figures.ts';
import { type Refusal, refusalView } from '../refusal.ts';
import type { GroupFacts } from './list-view.ts';

/** Somebody in a group, as the API lists them. */
interface MemberEntry {
  readonly user_id: string;
  readonly email: string;
  readonly name: string | null;
  readonly active: boolean;
  readonly source: string;
  readonly sources?: readonly string[];
  readonly added_at: string;
}

/** A grant of the group, as the API lists it. */
interface GrantOfGroup {
  readonly id: string;
  readonly resource_type: string;
  readonly resource_id: string;
  readonly assigned_at: string;
  readonly tier?: string;
  readonly warning?: string;
}

/** What is known of a group. */
export interface GroupPageFacts {
  readonly group: GroupFacts;
  readonly members: readonly MemberEntry[];
  readonly grants: readonly GrantOfGroup[];
  readonly names: ReadonlyMap<string, string>;
}

/** What happened before the page was made. */
export interface GroupShown {
  readonly now: number;
  readonly done?: string | undefined;
  readonly refusal?: Refusal;
  readonly typed?: Readonly<Record<string, string>>;
}

const most = 300;
const fields = {
  blank_name: 'name',
  group_exists: 'name',
  user_unknown: 'member',
  already_member: 'member',
};

/** What `group.mustache` is filled with. */
export const groupView = (facts: GroupPageFacts, { now, done, refusal, typed = {} }: GroupShown): object => {
  const { group } = facts;
  const lock = lockText(group);
  const { name = group.name, description = group.description ?? '', email = '' } = typed;
  return {
    done,
    refusal: refusalView(refusal, fields),
    base: below('/admin/groups', group.id),
    name: group.name,
    group: group.name,
    origin: originChip(group),
    lock,
    about: aboutOf(group),
    typed: { name, description, email },
    fixed_name: group.is_system,
    editable: lock === undefined,
    deletable: lock === undefined && !group.is_system,
    is_admin_group: group.id === adminGroup.id,
    takes: takesOf(group),
    access_href: addressOf('/admin/access', { group: group.id }),
    ...membersView(facts, now),
    ...grantsView(facts, now),
  };
};

/** Why a group cannot be changed here; nothing where it can. */
const lockText = ({ origin, is_google_managed, mapped_email }: GroupFacts): string | undefined => {
  if (mapped_email !== null)
    return `Its people come from the Google group ${mapped_email}. Change them there; the next sync brings it here.`;
  if (is_google_managed || origin === 'google_sync')
    return 'It is made and filled by the sync of Google groups. Change it there; the next sync brings it here.';
  if (origin.startsWith('oidc:'))
    return `It is ${originWords(origin)}. Change it there; the next sign-in of each person brings it here.`;
  return undefined;
};

const aboutOf = ({ id }: GroupFacts): string | undefined =>
  id === everyoneGroup.id
    ? 'Nobody is in this group by themselves: new users join no group, and this one is no exception.'
    : undefined;

const takesOf = ({ grant_count, member_count }: GroupFacts): string =>
  `${amountOf(grant_count, 'grant')} from ${amountOf(member_count, 'person', 'people')}`;

const membersView = ({ group, members }: GroupPageFacts, now: number): object => ({
  has_members: members.length > 0,
  more_members:
    members.length > most && `${most} of ${amountOf(members.length, 'person', 'people')} are shown.`,
  members: members.slice(0, most).map((member) => ({
    href: below('/admin/users', member.user_id),
    email: member.email,
    off: !member.active && stateChip(false),
    by: (member.sources ?? [member.source]).map(sourceWords).join(' and '),
    since: momentOf(member.added_at, now),
    remove_action:
      member.source === 'admin' && below('/admin/groups', group.id, 'members', member.user_id, 'remove'),
  })),
});

const grantsView = ({ group, grants, names }: GroupPageFacts, now: number): object => ({
  has_grants: grants.length > 0,
  more_grants: grants.length > most && `${most} of ${amountOf(grants.length, 'grant')} are shown.`,
  grants: grants.slice(0, most).map((grant) => ({
    resource: names.get(`${grant.resource_type} ${grant.resource_id}`) ?? grant.resource_id,
    type: grant.resource_type.replaceAll('_', ' '),
    tier: grant.tier !== undefined && { kind: 'plain', text: grant.tier },
    unknown: grant.warning !== undefined && {
      kind: 'warn',
      text: 'Unknown',
      note: 'nothing of this id is known',
    },
    since: momentOf(grant.assigned_at, now),
    remove_action: below('/admin/groups', group.id, 'grants', grant.id, 'remove'),
  })),
});
