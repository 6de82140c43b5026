import type { Input } from '../input.ts';

/** Fields of a query by the options that give them; what was not given is left out. */
export const queryOf = (input: Input, names: Readonly<Record<string, string>>): URLSearchParams => {
  const given = new URLSearchParams();
  for (const [option, field] of Object.entries(names)) {
    const value = input.text(option);
    if (value !== undefined) given.set(field, value);
  }
  return given;
};

/** Options of lists, and the fields they give. */
export const listFields = {
  status: 'status_filter',
  category: 'category',
  domain: 'domain',
  'source-type': 'source_type',
  search: 'search',
  sort: 'sort',
  page: 'page',
  'per-page': 'per_page',
};
