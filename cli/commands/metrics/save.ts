import type { Run } from '../../command.ts';
import { badUsage } from '../../errors.ts';
import { objectsOf } from '../../json/values.ts';
import { metricFieldsIn } from '../../metrics/metric-fields.ts';
import { metricPath } from '../../metrics/metric-path.ts';
import { cellText } from '../../terminal/text-table.ts';

/** Says what one metric is: makes it, or changes what is named of it and nothing else. */
export const run: Run = async (input, session) => {
  const [id = ''] = input.args;
  const path = metricPath('/api/metrics', id);
  const fields = metricFieldsIn(input);
  if (Object.keys(fields).length === 0)
    throw badUsage({
      reason: 'Nothing is said of the metric.',
      hint: `Example: agnes metrics save ${id} --description "Without tax." --sql "SELECT sum(total) FROM orders"`,
    });
  const http = await session.http();
  const there = await http.object({ path }).catch((error: unknown) => {
    if (isUnknown(error)) return undefined;
    throw error;
  });
  const [category, name] = id.split('/');
  const body = { ...there, source: 'manual', category, name, ...fields };
  const data = await http.object({ method: 'POST', path: '/api/admin/metrics', body });
  for (const { key, rule } of objectsOf(data['warnings']))
    session.out.note(`warning: ${cellText(key)}: ${cellText(rule)}`);
  return { data, text: [`${cellText(id)} is ${there ? 'saved' : 'made'}.`] };
};

const isUnknown = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'metric_not_found';
