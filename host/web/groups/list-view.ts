import { addressOf, below } from '../address.ts';
import { originChip } from '../chips.ts';
import { countOf } from '../figures.ts';
import { type Refusal, refusalView } from '../refusal.ts';

/** A group as the API lists it. */
export interface GroupFacts {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly is_system: boolean;
  readonly origin: string;
  readonly member_count: number;
  readonly grant_count: number;
  readonly is_google_managed: boolean;
  readonly mapped_email: string | null;
}

/** What happened before the page was made. */
export interface GroupsShown {
  readonly done?: string | undefined;
  readonly refusal?: Refusal;
  readonly typed?: Readonly<Record<string, string>>;
}

/** What `groups.mustache` is filled with. */
export const groupsView = (
  groups: readonly GroupFacts[],
  { done, refusal, typed = {} }: GroupsShown,
): object => ({
  done,
  refusal: refusalView(refusal, { blank_name: 'new-name', group_exists: 'new-name' }),
  typed: { name: typed['name'] ?? '', description: typed['description'] ?? '' },
  only_system: groups.every((group) => group.is_system),
  groups: groups.map((group) => ({
    href: below('/admin/groups', group.id),
    name: group.name,
    origin: originChip(group),
    members: countOf(group.member_count),
    grants: countOf(group.grant_count),
    grants_href: addressOf('/admin/access', { group: group.id }),
    description: group.description ?? '',
  })),
});
