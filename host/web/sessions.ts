import { momentOf } from './figures.ts';

/** A session as the API lists it. */
export interface SessionEntry {
  readonly id: string;
  readonly created_at: string;
  readonly expires_at: string;
  readonly last_seen_at: string | null;
  readonly ip: string | null;
  readonly user_agent: string | null;
  readonly current?: boolean;
}

/** What `sessions.mustache` is filled with; `endAt` says where one is ended, where that can be done. */
export const sessionsView = (
  sessions: readonly SessionEntry[],
  { now, endAt }: { readonly now: number; readonly endAt?: (id: string) => string },
): object => ({
  has_sessions: sessions.length > 0,
  may_end: endAt !== undefined,
  sessions: sessions.map((session) => ({
    browser: browserOf(session.user_agent ?? ''),
    current: session.current === true,
    ip: session.ip ?? '',
    seen: momentOf(session.last_seen_at, now),
    began: momentOf(session.created_at, now),
    ends: momentOf(session.expires_at, now),
    end_action: endAt?.(session.id),
  })),
});

const programs: readonly (readonly [RegExp, string])[] = [
  [/\bagnes\b/i, 'Agnes command line'],
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
  [/curl\//, 'curl'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** What somebody signed in with, as far as it says so itself. */
export const browserOf = (userAgent: string): string => {
  const find = (list: typeof programs) => list.find(([pattern]) => pattern.test(userAgent))?.[1];
  const [program, system] = [find(programs), find(systems)];
  if (program === undefined) return userAgent === '' ? 'Unknown program' : userAgent.slice(0, 40);
  return system === undefined ? program : `${program} on ${system}`;
};
