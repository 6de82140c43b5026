import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { isPlatformError } from '@agnes/sdk/errors';
import { badFile } from '../errors.ts';
import { codeOf } from '../files/durable-file.ts';
import type { HttpClient } from './client.ts';

interface Target {
  readonly request: Parameters<HttpClient['send']>[0];
  /** Where the answer appears when it is complete. */
  readonly path: string;
  /** Of this process, for the name it has until then. */
  readonly pid: number;
  /** Mode of the file; the usual one where nothing is said. */
  readonly mode?: number;
}

/** Brings an answer into a file and says how many bytes it has; what breaks off leaves nothing. */
export const saveAnswer = async (http: HttpClient, target: Target): Promise<number> => {
  const { request, path, pid, mode } = target;
  const temporary = `${path}.${pid}.tmp`;
  const answer = await http.send(request);
  if (answer.statusCode !== 200) throw await http.refusal(answer);
  const file = createWriteStream(temporary, {
    flags: 'wx',
    flush: true,
    ...(mode !== undefined && { mode }),
  });
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
