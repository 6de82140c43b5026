const base = 'http://agnes.invalid';

/** The page to go to after signing in: only a path of this host, else the dashboard. */
export const safeNext = (next: string | undefined): string => {
  if (next === undefined || !isLocalPath(next)) return '/dashboard';
  return URL.canParse(next, base) && new URL(next, base).origin === base ? next : '/dashboard';
};

// Browsers read `/\` and `/<tab>/` as the start of another host.
const isLocalPath = (next: string): boolean =>
  next.startsWith('/') &&
  !next.startsWith('//') &&
  !next.includes('\\') &&
  ![...next].some((letter) => letter < ' ');
