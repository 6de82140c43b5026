import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isPlatformError } from '@agnes/sdk/errors';
import type { Run } from '../command.ts';
import { codeOf } from '../durable-file.ts';
import { badFile, badUsage } from '../errors.ts';
import type { HttpClient } from '../http-client.ts';

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
  const temporary = `${path}.${session.world.pid}.tmp`;
  const bytes = await download(http, {
    body: generation === undefined ? {} : { generation },
    path,
    temporary,
  });
  return { data: { file: path, bytes }, text: [`${path}: ${bytes} bytes.`] };
};

interface Target {
  readonly body: object;
  readonly path: string;
  readonly temporary: string;
}

const download = async (http: HttpClient, { body, path, temporary }: Target): Promise<number> => {
  const asked = { method: 'POST', path: '/api/admin/plugins/export', body, seconds: 300 } as const;
  const answer = await http.send(asked);
  if (answer.statusCode !== 200) throw await http.refusal(answer);
  const file = createWriteStream(temporary, { flags: 'wx', flush: true });
  try {
    await pipeline(answer, file);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw failure(http, { error, path });
  }
  return file.bytesWritten;
};

const failure = (http: HttpClient, { error, path }: { error: unknown; path: string }) => {
  const isOfFile = error instanceof Error && 'syscall' in error && 'path' in error;
  if (isPlatformError(error) || !isOfFile) return http.translated(error);
  const hint = 'Name a file in a folder that you may write to.';
  return badFile({ path, reason: codeOf(error) ?? error.message, hint }, { cause: error });
};
