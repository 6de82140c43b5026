/** A link of the frame. */
interface Entry {
  readonly href: string;
  readonly label: string;
}

const main: readonly Entry[] = [
  { href: '/dashboard', label: 'Tables' },
  { href: '/catalog/metrics', label: 'Metrics' },
  { href: '/query', label: 'Query' },
  { href: '/corporate-memory', label: 'Memory' },
  { href: '/skills', label: 'Skills' },
];

const administration: readonly Entry[] = [
  { href: '/admin/tables', label: 'Registered tables' },
  { href: '/admin/metrics', label: 'Metrics' },
  { href: '/admin/sources', label: 'Sources' },
  { href: '/admin/plugins', label: 'Plugins' },
  { href: '/admin/jobs', label: 'Jobs' },
  { href: '/admin/schedules', label: 'Schedules' },
  { href: '/admin/users', label: 'Users' },
  { href: '/admin/groups', label: 'Groups' },
  { href: '/admin/access', label: 'Access' },
  { href: '/admin/marketplaces', label: 'Marketplaces' },
  { href: '/corporate-memory/admin', label: 'Memory review' },
  { href: '/admin/workspace-prompt', label: 'Workspace prompt' },
  { href: '/admin/agent-prompt', label: 'Setup prompt' },
  { href: '/admin/tokens', label: 'Tokens' },
  { href: '/admin/audit', label: 'Audit' },
  { href: '/admin/secrets', label: 'Secrets' },
  { href: '/admin/server-config', label: 'Settings' },
];

const own: readonly Entry[] = [
  { href: '/profile', label: 'Profile' },
  { href: '/tokens', label: 'My tokens' },
  { href: '/setup', label: 'Connect a laptop' },
];

/** The menus of the frame as one person sees them; a page that lies below an entry marks it. */
export const menusFor = ({ path, isAdmin }: { path: string; isAdmin: boolean }): object => ({
  pages: main.map((entry) => marked(entry, isAt(administration, path) ? '' : path)),
  ...(isAdmin && {
    administration: {
      current: path.startsWith('/admin/') || isAt(administration, path),
      entries: administration.map((entry) => marked(entry, path)),
    },
  }),
  own: { current: isAt(own, path), entries: own.map((entry) => marked(entry, path)) },
});

const marked = (entry: Entry, path: string) => ({ ...entry, current: isAt([entry], path) });

const isAt = (entries: readonly Entry[], path: string): boolean =>
  entries.some(({ href }) => path === href || path.startsWith(`${href}/`));
