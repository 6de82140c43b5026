import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isPlatformError } from '@agnes/sdk/errors';
import { auditQuery } from '../audit-filters.ts';
import type { Run } from '../command.ts';
import { codeOf } from '../durable-file.ts';
import { badFile, badUsage } from '../errors.ts';
import type { HttpClient } from '../http-client.ts';
import type { Input } from '../input.ts';

/** Brings the audit log into a file; it appears under its name when it is complete. */
export const run: Run = async (input, session) => {
  const out = input.text('out');
  if (out === undefined) {
    throw badUsage({
      reason: '--out is missing.',
      hint: 'Example: agnes admin audit export --out audit.csv',
    });
  }
  const format = formatOf(input, out);
  const query = auditQuery(input);
  query.set('format', format);
  const path = resolve(session.world.cwd, out);
  const http = await session.http();
  const bytes = await download(http, { query, path, temporary: `${path}.${session.world.pid}.tmp` });
  return { data: { file: path, format, bytes }, text: [`${path}: ${bytes} bytes.`] };
};

const formatOf = (input: Input, out: string): string =>
  input.text('format') ?? (out.endsWith('.csv') ? 'csv' : 'ndjson');

interface Target {
  readonly query: URLSearchParams;
  readonly path: string;
  readonly temporary: string;
}

const download = async (http: HttpClient, { query, path, temporary }: Target): Promise<number> => {
  const answer = await http.send({ path: `/api/admin/audit/export?${query}`, seconds: 300 });
  if (answer.statusCode !== 200) throw await http.refusal(answer);
  // Who did what is nobody else's to read, whatever the umask says.
  const file = createWriteStream(temporary, { flags: 'wx', mode: 0o600, flush: true });
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
