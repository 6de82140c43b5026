import { scheduleBody } from '../../../admin/schedule-body.ts';
import type { Run } from '../../../command.ts';
import { badUsage } from '../../../errors.ts';
import type { Input } from '../../../input.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** Changes a schedule; what is not named stays. */
export const run: Run = async (input, session) => {
  const [id = ''] = input.args;
  const spec = input.text('spec');
  const body = { ...(spec !== undefined && { spec }), ...enabledIn(input), ...scheduleBody(input) };
  if (Object.keys(body).length === 0) {
    throw badUsage({
      reason: 'There is nothing to change.',
      hint: `Example: agnes admin schedule edit ${id} --spec "every 30m"`,
    });
  }
  const path = `/api/admin/schedules/${encodeURIComponent(id)}`;
  const schedule = await (await session.http()).object({ method: 'PATCH', path, body });
  const next = schedule['enabled'] === false ? 'is off' : `runs next at ${cellText(schedule['next_run'])}`;
  return { data: { schedule }, text: [`${cellText(id)} ${next}.`] };
};

const enabledIn = (input: Input): { readonly enabled?: boolean } => {
  if (input.on('enable') && input.on('disable')) {
    throw badUsage({ reason: '--enable and --disable exclude each other.', hint: 'Give one of them.' });
  }
  if (input.on('enable')) return { enabled: true };
  return input.on('disable') ? { enabled: false } : {};
};
