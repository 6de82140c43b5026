import { defineError } from '@agnes/sdk/errors';
import type { Run } from '../../../command.ts';
import { objectsOf, textOf } from '../../../json/values.ts';
import { cellText } from '../../../terminal/text-table.ts';

const pluginsUnwell = defineError<{ count: number }>({
  code: 'plugins_unwell',
  kind: 'internal',
  message: ({ count }) => `${count} of the checks have failed.`,
  hint: 'Each says what to do; agnes admin plugin why <plugin> tells more of one plugin.',
});

/** Looks at everything that plugins rest on; fails when one check does. */
export const run: Run = async (_input, session) => {
  const { ok, ...data } = await (await session.http()).object({
    path: '/api/admin/plugins/doctor',
    seconds: 120,
  });
  const checks = objectsOf(data['checks']);
  const text = checks.flatMap(({ status, name, plugin, message, next_action: next }) => [
    `${cellText(status).padEnd(4)}  ${[name, plugin].filter(Boolean).map(cellText).join(' ')}: ${cellText(message)}`,
    ...(textOf(next) ? [`      → ${cellText(next)}`] : []),
  ]);
  const count = checks.filter(({ status }) => status === 'fail').length;
  return { data, text, ...(ok !== true && { failure: pluginsUnwell({ count }) }) };
};
