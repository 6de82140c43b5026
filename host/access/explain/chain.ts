import type { GrantRow, GroupRow, MemberRow } from '../rights/repository.ts';
import { countsAt, type Rights } from '../rights/rights.ts';
import { adminGroup } from '../system-groups.ts';
import { givenBy, namesOf, type Step } from './step.ts';

/** What is asked: whether somebody may use something. */
export interface Question {
  readonly userId: string;
  readonly email: string;
  readonly type: string;
  readonly id: string;
  /** How the resource is called in sentences. */
  readonly label: string;
  /** The decision: whether the chain holds. */
  readonly mayUse: boolean;
  /** True: it may be said which other groups there are, and what those were granted that do not count. */
  readonly isForAdmins: boolean;
}

interface Link {
  readonly group: GroupRow;
  readonly member: MemberRow;
  readonly counts: boolean;
  readonly grant: GrantRow | undefined;
}

/** The memberships that matter and the grants behind them; where there are none, what is missing. */
export const chainOf = (rights: Rights, question: Question, now: number): readonly Step[] => {
  const links = linksOf(rights, question, now);
  const steps = links.filter(tells).flatMap((link) => stepsOf(link, question));
  return question.mayUse ? steps : [...steps, ...missing(rights, question, links)];
};

const tells = ({ group, grant, counts }: Link): boolean =>
  grant !== undefined || !counts || group.id === adminGroup.id;

const linksOf = (rights: Rights, { userId, type, id, isForAdmins }: Question, now: number): readonly Link[] =>
  rights.membershipsOf(userId).flatMap((member) => {
    const group = rights.group(member.group_id);
    if (!group) return [];
    const counts = countsAt(member, now);
    const grant = counts || isForAdmins ? rights.grantsOf(group.id).find(type, id) : undefined;
    return [{ group, member, counts, grant }];
  });

const stepsOf = ({ group, member, counts, grant }: Link, { email, label }: Question): readonly Step[] => {
  const why = member.suspended_at === null ? 'its time is over' : 'it is suspended until the next sync';
  const lost = counts ? '' : `, but that does not count: ${why}`;
  const membership: Step = {
    step: 'membership',
    ok: counts,
    text: `${email} was put into "${group.name}" ${givenBy(member)}${lost}.`,
    group_id: group.id,
    source: member.source,
  };
  if (!grant) return [membership];
  const tier = grant.tier === null ? {} : { tier: grant.tier };
  const text = `"${group.name}" was granted ${label}${grant.tier === null ? '' : `, ${grant.tier}`}.`;
  return [membership, { step: 'grant', ok: true, text, group_id: group.id, grant_id: grant.id, ...tier }];
};

const missing = (rights: Rights, question: Question, links: readonly Link[]): readonly Step[] => {
  const { email, label, isForAdmins, type, id } = question;
  const own = [
    ...new Map(links.filter(({ counts }) => counts).map(({ group }) => [group.id, group])).values(),
  ];
  const text = own.length === 0 ? `${email} is in no group.` : `${email} is in ${namesOf(own)}.`;
  const groups: Step = { step: 'membership', ok: own.length > 0, text };
  if (!isForAdmins) return [groups, { step: 'grant', ok: false, text: `None of them was granted ${label}.` }];
  const others = rights.groups.filter((group) => rights.grantsOf(group.id).find(type, id));
  const whom = others.length === 0 ? 'no group' : namesOf(others);
  return [groups, { step: 'grant', ok: false, text: `${label} is granted to ${whom}.` }];
};
