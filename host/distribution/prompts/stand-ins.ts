import type { Values } from './render-template.ts';

const rest = {
  instance: { name: 'Example', subtitle: 'A subtitle' },
  server: { url: 'https://agnes.example.com', hostname: 'agnes.example.com' },
  now: '2026-01-02T03:04:05+00:00',
  today: '2026-01-02',
};
const person = {
  ...{ id: 'u1', email: 'ada@example.com', name: 'Ada', is_admin: true, groups: ['Analysts'] },
};
const bare = { ...rest, instance: { name: 'Example', subtitle: '' } };

/** Two readers of a workspace that differ in everything: what renders for both renders for anybody. */
export const workspaceStandIns: readonly Values[] = [
  {
    ...rest,
    ...{ sync_interval: 'every 15m', data_source: { type: 'files' }, more_tables: 3 },
    tables: [{ name: 'orders', description: 'What was sold.', query_mode: 'local' }],
    metrics: { count: 1, categories: ['sales'] },
    marketplaces: [{ slug: 'acme', name: 'acme', plugins: [{ name: 'review' }] }],
    user: person,
  },
  {
    ...bare,
    ...{ sync_interval: '', data_source: { type: '' }, more_tables: 0, tables: [], marketplaces: [] },
    metrics: { count: 0, categories: [] },
    user: { ...person, name: '', is_admin: false, groups: [] },
  },
];

/** Somebody who is signed in, and anybody: the page of setting up is public. */
export const welcomeStandIns: readonly Values[] = [
  { ...rest, user: person },
  { ...bare, user: null },
];
