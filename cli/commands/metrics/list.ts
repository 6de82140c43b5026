import type { Run } from '../../command.ts';
import { type JsonObject, objectsOf } from '../../json/values.ts';
import { listedMetrics } from '../../metrics/listed-metrics.ts';
import { textTable } from '../../terminal/text-table.ts';

const columns = [
  { title: 'id' },
  { title: 'name' },
  { title: 'unit' },
  { title: 'grain' },
  { title: 'tables' },
  { title: 'description' },
] as const;

/** The metrics the caller may see. */
export const run: Run = async (input, session) => {
  const data = await listedMetrics(input, await session.http());
  const metrics = objectsOf(data['metrics']);
  if (metrics.length === 0)
    session.out.note(
      'No metric is listed for you: none is defined, none is like that, or you may not read every table that it needs.',
    );
  return {
    data,
    text: metrics.length === 0 ? [] : textTable(columns, metrics.map(rowOf), session.out.width),
  };
};

const rowOf = ({ id, display_name: name, unit, grain, tables, description }: JsonObject) => [
  ...[id, name, unit, grain],
  Array.isArray(tables) ? tables.join(', ') : null,
  description,
];
