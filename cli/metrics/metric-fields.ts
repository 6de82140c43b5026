import type { Flag } from '../command.ts';
import type { Input } from '../input.ts';

/** The option for each field of a metric that is one text. */
const texts = {
  display_name: 'display-name',
  description: 'description',
  type: 'type',
  unit: 'unit',
  grain: 'grain',
  table_name: 'table',
  expression: 'expression',
  time_column: 'time-column',
  sql: 'sql',
} as const;

/** The option for each field that is a list. */
const lists = {
  tables: 'needs',
  dimensions: 'dimension',
  filters: 'filter',
  synonyms: 'synonym',
  notes: 'note',
} as const;

const many = (name: string, value: string, summary: string): Flag => ({
  name,
  value,
  repeatable: true,
  summary,
});

/** Options that say what a metric is. */
export const metricFlags: readonly Flag[] = [
  { name: 'display-name', value: 'text', summary: 'What people call it.' },
  { name: 'description', value: 'text', summary: 'What it says, and what it leaves out.' },
  { name: 'type', value: 'word', summary: 'How it is put together: sum, ratio, count …' },
  { name: 'unit', value: 'word', summary: 'What it is counted in.' },
  { name: 'grain', value: 'word', summary: 'Over which time it is told.' },
  { name: 'table', value: 'name', summary: 'The table it is read from.' },
  { name: 'expression', value: 'sql', summary: 'The aggregate alone.' },
  { name: 'time-column', value: 'name', summary: 'The column that places it in time.' },
  { name: 'sql', value: 'statement', summary: 'The whole statement.' },
  many('needs', 'table', 'A table without which nobody may see it; may be repeated.'),
  many('dimension', 'column', 'A column by which it can be split; may be repeated.'),
  many('filter', 'condition', 'What it is always narrowed to; may be repeated.'),
  many('synonym', 'name', 'Another name; may be repeated.'),
  many('note', 'text', 'What whoever uses it has to know; may be repeated.'),
];

/** Fields whose options were given, and no other. A list that is given is the whole list; one empty text empties it. */
export const metricFieldsIn = (input: Input): Readonly<Record<string, unknown>> => ({
  ...input.fields(texts),
  ...Object.fromEntries(
    Object.entries(lists).flatMap(([field, option]) => {
      const given = input.texts(option);
      return given.length === 0 ? [] : [[field, given.filter((one) => one !== '')]];
    }),
  ),
});
