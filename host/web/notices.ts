import { below } from './address.ts';
import type { Notice } from './pages.ts';

/** Somebody who is administrator for a while. */
interface Temporary {
  readonly user_id: string;
  readonly email: string;
  readonly expires_at: Date | null;
}

/** What every administrator has to know: who came in through the back door. */
export const breakGlassNotices = (people: readonly Temporary[]): readonly Notice[] =>
  people.map(({ user_id, email, expires_at }) => ({
    text: `${email} is an administrator by break-glass${expires_at ? ` until ${minuteOf(expires_at)}` : ''}.`,
    link: { href: below('/admin/users', user_id), label: 'Look at it' },
  }));

const minuteOf = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
