import type { Flag } from '../command.ts';
import type { Input } from '../input.ts';

/** Options that choose queries of the log. */
export const queryLogFilters: readonly Flag[] = [
  { name: 'user', value: 'id|email', summary: 'Only what this person asked.' },
  { name: 'table', value: 'id|name', summary: 'Only queries that name this table.' },
  {
    name: 'status',
    value: 'status',
    choices: ['ok', 'refused', 'error', 'timeout', 'cancelled', 'crashed'],
    summary: 'Only those that ended so.',
  },
  { name: 'since', value: 'instant', summary: 'At or after, such as 2027-01-31T08:00:00Z or 2027-01-31.' },
];

/** The chosen filters as they go into an address. */
export const queryLogQuery = (input: Input): URLSearchParams => {
  const query = new URLSearchParams();
  for (const { name } of queryLogFilters) {
    const value = input.text(name);
    if (value !== undefined) query.set(name, value);
  }
  return query;
};
