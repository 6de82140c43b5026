import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { constants, copyFile, link, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { defineError } from '@agnes/sdk/errors';
import type { Outcome } from '../command.ts';
import { badAnswer } from '../errors.ts';
import { codeOf, ignoreMissing, syncFile, syncFolder } from '../files/durable-file.ts';
import { saveAnswer } from '../http/saved-answer.ts';
import { objectOf, readJson, textOf } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import { confirmAlways } from '../terminal/prompt.ts';

const route = '/api/admin/audit/archive';
/** Longer than the line that is signed. */
const longestLine = 16_384;

const archiveThere = defineError<{ path: string }>({
  code: 'archive_exists',
  kind: 'conflict',
  message: ({ path }) => `${path} is there already, and may be the only copy of entries that were taken out.`,
  hint: 'Give another name with --out.',
});

/** Which entries, and the file they go to. */
interface Wish {
  readonly before: string;
  readonly path: string;
}

/** Brings old entries into a signed file, and takes them out of the log once that file is whole on this disk. */
export const archiveAudit = async (session: Session, { before, path }: Wish): Promise<Outcome> => {
  const http = await session.http();
  if (await stat(path).catch(ignoreMissing)) throw archiveThere({ path });
  await confirmAlways(
    session,
    `Take what was logged before ${before} out of the audit log of ${http.server}?`,
  );
  const request = { path: `${route}?${new URLSearchParams({ before })}`, seconds: 300 };
  const { pid } = session.world;
  const arrived = `${path}.${pid}.new`;
  const bytes = await saveAnswer(http, { request, path: arrived, pid, mode: 0o600 });
  await nameOnce(arrived, path);
  await syncFolder(dirname(path));
  const { statement, signature } = await lastLineOf(path);
  const body = { statement, signature };
  const removed = await http.object({ method: 'POST', path: '/api/admin/audit/truncate', body });
  const { entries, last_seq: last } = removed;
  return {
    data: { file: path, format: 'ndjson', bytes, removed },
    text: [`${path}: ${bytes} bytes.`, `${entries} entries up to ${last} are in it, and in the log no more.`],
  };
};

/** Never takes the place of another archive, also not of one that came while this one was asked about or on its way. */
const nameOnce = async (arrived: string, path: string): Promise<void> => {
  try {
    await link(arrived, path).catch((error: unknown) => copyInstead(error, { arrived, path }));
  } catch (error) {
    throw codeOf(error) === 'EEXIST' ? archiveThere({ path }) : error;
  } finally {
    await rm(arrived, { force: true });
  }
};

/** Some file systems know no links. */
const copyInstead = async (error: unknown, { arrived, path }: { arrived: string; path: string }) => {
  if (codeOf(error) === 'EEXIST') throw error;
  await copyFile(arrived, path, constants.COPYFILE_EXCL);
  await syncFile(path);
};

/** What the last line says of the lines before it, once it is true of what is in the file. */
const lastLineOf = async (path: string) => {
  const { offset, line } = await endOf(path);
  const { statement, signature } = objectOf(readJson(line));
  const hash = createHash('sha256');
  if (offset > 0) for await (const chunk of createReadStream(path, { end: offset - 1 })) hash.update(chunk);
  if (textOf(objectOf(statement)['sha256']) !== hash.digest('hex'))
    throw badAnswer({
      path: route,
      reason: 'its last line does not fit the others, so nothing was taken out',
    });
  return { statement, signature };
};

const endOf = async (path: string): Promise<{ readonly offset: number; readonly line: string }> => {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - longestLine);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(longestLine), 0, longestLine, start);
    const tail = buffer.subarray(0, bytesRead);
    // The last byte ends the last line.
    const at = tail.lastIndexOf('\n', -2) + 1;
    return { offset: start + at, line: tail.subarray(at).toString() };
  } finally {
    await file.close();
  }
};
