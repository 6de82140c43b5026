import { defineError } from '@agnes/sdk/errors';
import type { Run } from '../../../command.ts';
import { objectsOf } from '../../../json/values.ts';
import { cellText } from '../../../terminal/text-table.ts';

const sourceFailed = defineError<{ source: string }>({
  code: 'source_test_failed',
  kind: 'internal',
  message: ({ source }) => `The connection "${source}" does not work.`,
  hint: 'The failed checks above say why.',
});

/** Tries a connection at the server. */
export const run: Run = async (input, session) => {
  const [source = ''] = input.args;
  const http = await session.http();
  const path = `/api/admin/sources/${encodeURIComponent(source)}/test`;
  const { ok, ...data } = await http.object({ method: 'POST', path, seconds: 90 });
  const text = objectsOf(data['checks']).map(({ name, status, message }) =>
    [name, status, message].filter(Boolean).map(cellText).join('  '),
  );
  return { data, text, ...(ok !== true && { failure: sourceFailed({ source }) }) };
};
