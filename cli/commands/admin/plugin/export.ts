import { resolve } from 'node:path';
import type { Run } from '../../../command.ts';
import { badUsage } from '../../../errors.ts';
import { saveAnswer } from '../../../http/saved-answer.ts';

/** Brings the plugins of a generation into a file; it appears under its name when it is complete. */
export const run: Run = async (input, session) => {
  const out = input.text('file');
  if (out === undefined) {
    const hint = 'Example: agnes admin plugin export --file plugins.tar.gz';
    throw badUsage({ reason: '--file is missing.', hint });
  }
  const generation = input.integer('generation', { min: 1, max: Number.MAX_SAFE_INTEGER });
  const path = resolve(session.world.cwd, out);
  const http = await session.http();
  const request = {
    method: 'POST',
    path: '/api/admin/plugins/export',
    body: generation === undefined ? {} : { generation },
    seconds: 300,
  } as const;
  const bytes = await saveAnswer(http, { request, path, pid: session.world.pid });
  return { data: { file: path, bytes }, text: [`${path}: ${bytes} bytes.`] };
};
