import type { Run } from '../../command.ts';
import { type JsonObject, objectOf } from '../../json/values.ts';
import { metricPath } from '../../metrics/metric-path.ts';
import { safeText } from '../../terminal/safe-text.ts';
import { cellText } from '../../terminal/text-table.ts';

/** One metric. */
export const run: Run = async (input, session) => {
  const [id = ''] = input.args;
  const metric = await (await session.http()).object({ path: metricPath('/api/metrics', id) });
  return { data: { metric }, text: linesOf(metric) };
};

const facts = [
  ['description', 'Description'],
  ['type', 'Type'],
  ['unit', 'Unit'],
  ['grain', 'Grain'],
  ['tables', 'Tables'],
  ['table_name', 'Main table'],
  ['expression', 'Expression'],
  ['time_column', 'Time'],
  ['dimensions', 'Dimensions'],
  ['filters', 'Filters'],
  ['synonyms', 'Also called'],
] as const;

const linesOf = (metric: JsonObject): readonly string[] => [
  `${cellText(metric['display_name'])} (${cellText(metric['id'])})`,
  ...facts.flatMap(([field, title]) => {
    const value = metric[field];
    const text = Array.isArray(value) ? value.join(', ') : value;
    return text === null || text === '' || text === undefined ? [] : [`${title}: ${cellText(text)}`];
  }),
  ...(Array.isArray(metric['notes']) ? metric['notes'].map((note) => `Note: ${cellText(note)}`) : []),
  ...statement('SQL', metric['sql']),
  ...Object.entries(objectOf(metric['sql_variants'])).flatMap(([name, sql]) =>
    statement(`SQL ${cellText(name)}`, sql),
  ),
];

const statement = (title: string, sql: unknown): readonly string[] =>
  typeof sql !== 'string' || sql === ''
    ? []
    : ['', `${title}:`, ...sql.split('\n').map((line) => safeText(line))];
