import type { Flag } from '../command.ts';
import type { Input } from '../input.ts';

/** Options that choose entries of the audit log. */
export const auditFilters: readonly Flag[] = [
  { name: 'actor', value: 'id|email', summary: 'Only what this person did.' },
  { name: 'action', value: 'action', summary: 'Only this action, or with * at its end all that begin so.' },
  { name: 'resource', value: 'id', summary: 'Only what was done to this.' },
  { name: 'since', value: 'instant', summary: 'At or after, such as 2027-01-31T08:00:00Z or 2027-01-31.' },
  { name: 'until', value: 'instant', summary: 'At or before.' },
];

/** The chosen filters as they go into an address. */
export const auditQuery = (input: Input): URLSearchParams => {
  const query = new URLSearchParams();
  for (const { name } of auditFilters) {
    const value = input.text(name);
    if (value !== undefined) query.set(name, value);
  }
  return query;
};
