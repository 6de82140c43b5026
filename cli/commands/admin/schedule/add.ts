import { scheduleBody } from '../../../admin/schedule-body.ts';
import type { Run } from '../../../command.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** Adds a schedule; kinds and spec are checked by the server. */
export const run: Run = async (input, session) => {
  const [kind = '', spec = ''] = input.args;
  const body = { kind, spec, target: input.text('target') ?? '', ...scheduleBody(input) };
  const http = await session.http();
  const schedule = await http.object({ method: 'POST', path: '/api/admin/schedules', body });
  const next = cellText(schedule['next_run']);
  return {
    data: { schedule },
    text: [`${cellText(kind)} runs first at ${next}, as ${cellText(schedule['id'])}.`],
  };
};
