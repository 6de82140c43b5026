import { defineError } from '@agnes/sdk/errors';
import { settingsOf } from '../../../admin/source-settings.ts';
import type { Run } from '../../../command.ts';
import { objectsOf } from '../../../json/values.ts';
import { pluginPath } from '../../../plugins/path.ts';
import { cellText } from '../../../terminal/text-table.ts';

const pluginFailed = defineError<{ plugin: string }>({
  code: 'plugin_test_failed',
  kind: 'internal',
  message: ({ plugin }) => `"${plugin}" does not work as it is set.`,
  hint: 'The failed checks above say why.',
});

/** Tries a plugin at the server: its settings, and whether its sources answer. Nothing is stored. */
export const run: Run = async (input, session) => {
  const [plugin = ''] = input.args;
  const [connection, given] = [input.text('source'), input.text('config')];
  const config = given === undefined ? undefined : await settingsOf(given, session.world);
  const body = { ...(connection !== undefined && { connection }), ...(config !== undefined && { config }) };
  const http = await session.http();
  const path = `${pluginPath(plugin)}/test`;
  const { ok, ...data } = await http.object({ method: 'POST', path, body, seconds: 300 });
  const text = objectsOf(data['checks']).map(
    ({ name, status, message, duration_ms: ms }) =>
      `${cellText(status).padEnd(6)}  ${cellText(name)}  ${cellText(message)} (${cellText(ms)} ms)`,
  );
  return { data, text, ...(ok !== true && { failure: pluginFailed({ plugin }) }) };
};
