const fallback = '/dashboard';

/** The page to go to after signing in: only a path of this host, else the dashboard. */
export const safeNext = (next: string | undefined, origin: string): string => {
  if (next === undefined || !isLocalPath(next)) return fallback;
  return URL.canParse(next, origin) && new URL(next, origin).origin === origin ? next : fallback;
};

// Browsers read `/\` and `/<tab>/` as the start of another host.
const isLocalPath = (next: string): boolean =>
  next.startsWith('/') && !next.startsWith('//') && !/[\\\p{Cc}]/u.test(next);
