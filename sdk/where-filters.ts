import { ConfigError } from './errors.ts';

/** How a column is compared. `eq` and `ne` take several values: any of them, none of them. */
export type FilterOperator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';

/** A row filter of a registered table. All of a list have to hold. */
export interface WhereFilter {
  readonly column: string;
  readonly operator: FilterOperator;
  /** At least one, and exactly one for an order. */
  readonly values: readonly (string | number | boolean)[];
}

/**
 * Reads the `whereFilters` of a planned table. Placeholders in texts become dates of `now`, in UTC: `{{today}}`,
 * `{{today-30d}}` and `{{month_start}}` as `2024-01-31`, `{{now}}` as `2024-01-31T12:00:00.000Z`. Throws `ConfigError`.
 */
export const readWhereFilters = (
  filters: readonly unknown[] | undefined,
  now: number,
): readonly WhereFilter[] => (filters ?? []).map((filter) => readFilter(filter, now));

const operators: ReadonlyMap<unknown, FilterOperator> = new Map([
  ['eq', 'eq'],
  ['ne', 'ne'],
  ['neq', 'ne'],
  ['gt', 'gt'],
  ['ge', 'ge'],
  ['lt', 'lt'],
  ['le', 'le'],
]);

const readFilter = (filter: unknown, now: number): WhereFilter => {
  const given: Readonly<Record<string, unknown>> =
    typeof filter === 'object' && filter !== null ? { ...filter } : {};
  const { column, values } = given;
  const operator = operators.get(given['operator']);
  if (typeof column !== 'string' || column === '') throw refused(filter, 'it names no column');
  if (!operator) throw refused(filter, `its operator is none of ${[...operators.keys()].join(', ')}`);
  if (!Array.isArray(values) || values.length === 0) throw refused(filter, 'it has no values');
  const read = values.map((value) => readValue(value, { filter, now }));
  const isOrder = operator !== 'eq' && operator !== 'ne';
  if (isOrder && read.length > 1) throw refused(filter, `"${operator}" compares with one value`);
  return { column, operator, values: read };
};

const readValue = (
  value: unknown,
  { filter, now }: { readonly filter: unknown; readonly now: number },
): string | number | boolean => {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'string') throw refused(filter, 'a value is neither text nor number nor boolean');
  return value.replaceAll(/\{\{(.*?)\}\}/g, (written, word: string) => {
    const found = placeholder(word.trim(), now);
    if (found === undefined) throw refused(filter, `"${written}" is no placeholder`);
    return found;
  });
};

const dayMs = 86_400_000;

const placeholder = (word: string, now: number): string | undefined => {
  const today = (days = 0): string => new Date(now - days * dayMs).toISOString().slice(0, 10);
  if (word === 'now') return new Date(now).toISOString();
  if (word === 'today') return today();
  if (word === 'month_start') return `${today().slice(0, 7)}-01`;
  const days = /^today-(\d{1,5})d$/.exec(word)?.[1];
  return days === undefined ? undefined : today(Number(days));
};

const refused = (filter: unknown, why: string): Error =>
  ConfigError({ reason: `The filter ${JSON.stringify(filter)} cannot be used: ${why}.` });
