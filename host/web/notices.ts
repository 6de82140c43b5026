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

/** Where a search for the plugin that breaks is. */
interface Search {
  readonly all: readonly string[];
  readonly on: readonly string[];
  readonly isRestored: boolean;
}

/** Plugins are off because somebody looks for the one that breaks: whoever misses one has to know. */
export const searchNotices = (search: Search | undefined): readonly Notice[] => {
  if (!search || search.isRestored) return [];
  const { all, on } = search;
  return [
    {
      text: `A search for the plugin that breaks is on: ${on.length} of ${all.length} plugins are switched on for it.`,
      link: { href: '/admin/plugins/bisect', label: 'Answer or stop it' },
    },
  ];
};

const minuteOf = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
