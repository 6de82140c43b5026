import type { Run } from '../../command.ts';
import { metricPath } from '../../metrics/metric-path.ts';
import { confirm } from '../../terminal/prompt.ts';
import { cellText } from '../../terminal/text-table.ts';

/** Deletes a metric. */
export const run: Run = async (input, session) => {
  const [id = ''] = input.args;
  const path = metricPath('/api/admin/metrics', id);
  const http = await session.http();
  await confirm(session, `Delete the metric ${cellText(id)}?`);
  const data = await http.object({ method: 'DELETE', path });
  return { data, text: [`${cellText(id)} is deleted.`] };
};
