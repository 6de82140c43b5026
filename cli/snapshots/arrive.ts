import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isPlatformError } from '@agnes/sdk/errors';
import { badAnswer } from '../errors.ts';
import { codeOf } from '../files/durable-file.ts';
import type { HttpClient } from '../http/client.ts';
import { patience } from '../http/patience.ts';
import { Waiting } from '../http/waiting.ts';
import { textOf } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import { scanCut, snapshotUnwritable } from './errors.ts';
import type { Room } from './room.ts';
import { type ScanWish, scanBody } from './snapshot.ts';

const path = '/api/v2/scan';
const parquet = 'application/vnd.apache.parquet';

/** Where rows are collected, and how much there may be of them. */
interface Target {
  readonly side: string;
  readonly room: Room;
}

/** What came. */
export interface Arrived {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  /** When the source was read, where the server knows it. */
  readonly asOf: string | undefined;
}

/** Brings the rows of a scan into a side file; what is not whole is an error. */
export const arrive = async (wish: ScanWish, target: Target, session: Session): Promise<Arrived> => {
  const http = await session.http();
  using waiting = new Waiting(session.out, session.world.now);
  const call = { method: 'POST', path, body: scanBody(wish), headers: { Accept: parquet } } as const;
  const answer = await http.send({ ...call, ...patience(waiting) });
  if (answer.statusCode !== 200) throw await http.refusal(answer);
  if (answer.headers['content-type'] !== parquet) {
    answer.destroy();
    throw badAnswer({ path, reason: 'it is no parquet file' });
  }
  const written = await write(answer, target, http);
  return { ...written, rows: rowsOf(answer, wish), asOf: textOf(answer.headers['x-agnes-extracted-at']) };
};

const write = async (
  answer: IncomingMessage,
  { side, room }: Target,
  http: HttpClient,
): Promise<Pick<Arrived, 'bytes' | 'sha256'>> => {
  // A leftover of a dead process with our number.
  await rm(side, { force: true });
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      hash.update(chunk);
      done(bytes > room.bytes ? room.full() : null, chunk);
    },
  });
  try {
    await pipeline(answer, counted, createWriteStream(side, { flags: 'wx', flush: true, mode: 0o600 }));
  } catch (error) {
    throw translated(error, side, http);
  }
  return { bytes, sha256: hash.digest('hex') };
};

const translated = (error: unknown, side: string, http: HttpClient): Error => {
  const isOfFile = error instanceof Error && 'syscall' in error && 'path' in error;
  if (isPlatformError(error) || !isOfFile) return http.translated(error);
  return snapshotUnwritable({ path: side, reason: codeOf(error) ?? error.message }, { cause: error });
};

/** What came is whole only when the server says so behind its last byte; a short answer says it in its head. */
const rowsOf = ({ headers, trailers, complete }: IncomingMessage, { table }: ScanWish): number => {
  const rows = Number(trailers['x-agnes-rows'] ?? headers['x-agnes-rows'] ?? Number.NaN);
  const truncated = trailers['x-agnes-truncated'] ?? headers['x-agnes-truncated'];
  if (!complete || !Number.isInteger(rows) || truncated === undefined)
    throw scanCut({ table, reason: 'the answer broke off' });
  if (truncated !== 'false') throw scanCut({ table, reason: `the server cut them off after ${rows}` });
  return rows;
};
