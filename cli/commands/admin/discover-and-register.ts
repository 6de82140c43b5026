import { defineError } from '@agnes/sdk/errors';
import type { Run } from '../../command.ts';
import { objectsOf } from '../../json/values.ts';
import { cellText } from '../../terminal/text-table.ts';

const notAllRegistered = defineError<{ failed: number }>({
  code: 'not_all_registered',
  kind: 'internal',
  message: ({ failed }) => `${failed} ${failed === 1 ? 'table' : 'tables'} could not be registered.`,
  hint: 'The lines above say why; register them by hand with agnes admin register-table.',
});

/** Has the server register what a source offers. Fails when some of it could not be registered. */
export const run: Run = async (input, session) => {
  const source = input.text('source');
  const body = {
    ...(source !== undefined && { connection: source }),
    ...(input.on('dry-run') && { dry_run: true }),
  };
  const http = await session.http();
  const path = '/api/admin/discover-and-register';
  const data = await http.object({ method: 'POST', path, body, seconds: 300 });
  const errors = objectsOf(data['errors']);
  const lines = objectsOf(data['tables'])
    .filter(({ status }) => status !== 'failed')
    .map(({ id, status }) => `${cellText(id)}  ${cellText(String(status).replaceAll('_', ' '))}`);
  const failed = errors.map(({ id, error }) => `${cellText(id)}  failed  ${cellText(error)}`);
  const failure = errors.length > 0 && notAllRegistered({ failed: errors.length });
  return { data, text: [...lines, ...failed], ...(failure && { failure }) };
};
