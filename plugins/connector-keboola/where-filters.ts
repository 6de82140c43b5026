import { badFilter } from './errors.ts';
import { listAt, textAt } from './json.ts';

/** A row filter whose placeholders have become days and moments. */
export interface WhereFilter {
  readonly column: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** The row filters of a table as they are at this moment, milliseconds UTC. */
export const resolvedFilters = (
  { name, whereFilters = [] }: { readonly name: string; readonly whereFilters?: readonly unknown[] },
  now: number,
): readonly WhereFilter[] =>
  whereFilters.map((filter) => {
    const [column, operator] = [textAt(filter, 'column'), textAt(filter, 'operator') ?? 'none'];
    if (column === undefined || !operators.has(operator)) {
      throw badFilter({ table: name, reason: `"${operator}" is no operator` });
    }
    const values = listAt(filter, 'values').map((value) => resolved(String(value), { name, now }));
    return { column, operator: operator === 'neq' ? 'ne' : operator, values };
  });

const operators = new Set(['eq', 'ne', 'neq', 'gt', 'ge', 'lt', 'le']);
const dayMs = 24 * 60 * 60_000;

const resolved = (value: string, at: { readonly name: string; readonly now: number }): string =>
  value.replaceAll(/\{\{\s*([^{}]*?)\s*\}\}/g, (_, word: string) => momentOf(word, at));

const momentOf = (word: string, { name, now }: { readonly name: string; readonly now: number }): string => {
  const [, days] = /^today(?:-(\d{1,5})d)?$/.exec(word) ?? [undefined, undefined];
  if (word === 'today' || days !== undefined) return dayOf(now - Number(days ?? 0) * dayMs);
  if (word === 'month_start') return `${dayOf(now).slice(0, 7)}-01`;
  if (word === 'now') return new Date(now).toISOString();
  throw badFilter({ table: name, reason: `"{{${word}}}" stands for nothing` });
};

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
