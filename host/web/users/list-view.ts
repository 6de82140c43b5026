import { addressOf, below } from '../address.ts';
import { groupChip, stateChip } from '../chips.ts';
import { momentOf } from '../figures.ts';
import { cursorPager } from '../pager.ts';
import type { KnownGroup } from '../reasons.ts';
import { type Refusal, refusalView } from '../refusal.ts';

/** A user as the API lists them, as far as the pages show it. */
export interface UserEntry {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly is_admin: boolean;
  readonly is_sso_user: boolean;
  readonly groups: readonly KnownGroup[];
  readonly active: boolean;
  readonly created_at: string;
  readonly deactivated_at: string | null;
}

/** What is known when the page is made. */
export interface UsersFacts {
  readonly q: string;
  readonly next?: string | undefined;
  readonly isFirst: boolean;
  readonly now: number;
  readonly done?: string | undefined;
  readonly refusal?: Refusal;
  readonly typed?: Readonly<Record<string, string>>;
}

const chipsShown = 6;
const fields = {
  user_exists: 'new-email',
  invalid_email: 'new-email',
  reserved_email: 'new-email',
  blank_name: 'new-name',
};

/** What `users.mustache` is filled with. */
export const usersView = (users: readonly UserEntry[], facts: UsersFacts): object => {
  const { q, next, isFirst, now, done, refusal, typed = {} } = facts;
  return {
    q,
    done,
    refusal: refusalView(refusal, fields),
    typed: { email: typed['email'] ?? '', name: typed['name'] ?? '', invite: typed['invite'] !== undefined },
    has_users: users.length > 0,
    users: users.map((user) => rowOf(user, now)),
    nothing:
      q === '' ? 'Nobody is here yet. Add the first user below.' : 'Nobody has such an e-mail or name.',
    pager: cursorPager(
      {
        isFirst,
        next: next === undefined ? undefined : addressOf('/admin/users', { q, cursor: next }),
      },
      addressOf('/admin/users', { q }),
    ),
  };
};

const rowOf = (user: UserEntry, now: number): object => ({
  href: below('/admin/users', user.id),
  name: user.name ?? user.email,
  email: user.email,
  groups: user.groups.slice(0, chipsShown).map(groupChip),
  more_groups: user.groups.length > chipsShown && `and ${user.groups.length - chipsShown} more`,
  state: stateChip(user.active),
  since: momentOf(user.created_at, now),
});
