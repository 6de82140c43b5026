import type { IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { isPlatformError } from '@agnes/sdk/errors';
import { serverUnreachable } from '../errors.ts';
import type { HttpClient } from '../http/client.ts';
import { bytesOf } from '../http/direct-bytes.ts';
import { numberOf } from '../json/values.ts';
import { BlockWriter } from './block-writer.ts';
import { type Block, isComplete } from './blocks.ts';
import { fileChanged, rangeRefused } from './errors.ts';
import type { Hashing } from './hashing.ts';
import type { limiter } from './limiter.ts';
import type { RemoteFile } from './manifest.ts';
import type { SideFile } from './side-file.ts';
import type { Store } from './store.ts';

const silenceSeconds = 300;
const pausesMs = [300, 1000, 3000];
/** Who is asked to come later than that ends instead, and says when. */
const longestPauseMs = 120_000;

/** What downloads work with. */
export interface DownloadDeps {
  readonly http: HttpClient;
  readonly store: Store;
  readonly hashing: Hashing;
  /** Attempts after the first one. */
  readonly retries: number;
  /** Lets through as many answers at a time as are wanted in all. */
  readonly connections: ReturnType<typeof limiter>;
  /** Makes a file survive a power cut. */
  readonly keep: (path: string) => Promise<void>;
  readonly interrupted: AbortSignal;
  /** Told of every chunk that arrives. */
  readonly onBytes: (id: string, bytes: number) => void;
}

/** A file of a table. */
export interface Offer {
  readonly id: string;
  /** Name for messages. */
  readonly name: string;
  readonly file: RemoteFile;
  /** Whether it is so large beside the others that it may come in several blocks at a time. */
  readonly isSplit: boolean;
}

type Stretch = Pick<Block, 'start' | 'end'>;

/** A block, and the file it belongs into. */
export interface Target {
  readonly block: Block;
  readonly side: SideFile;
}

/** Brings the rest of a block; network errors and failures of the server are tried again. */
export const fetchBlock = async (target: Target, offer: Offer, deps: DownloadDeps): Promise<void> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await fetchRest(target, offer, deps);
    } catch (error) {
      const pauseMs = Math.max(pausesMs[attempt] ?? pausesMs.at(-1) ?? 0, askedPauseMs(error));
      if (attempt >= deps.retries || !isWorthRetrying(error) || pauseMs > longestPauseMs) throw error;
      await wait(pauseMs, undefined, { signal: deps.interrupted });
    }
  }
};

const isWorthRetrying = (error: unknown): boolean =>
  isPlatformError(error) &&
  (['server_unreachable', 'server_slow'].includes(error.code) ||
    Number(error.details['http']) >= 500 ||
    error.details['http'] === 429);

const askedPauseMs = (error: unknown): number =>
  isPlatformError(error) ? (numberOf(error.details['retry_after_seconds']) ?? 0) * 1000 : 0;

const fetchRest = async ({ block, side }: Target, offer: Offer, deps: DownloadDeps): Promise<void> => {
  if (isComplete(block)) return;
  const rest = { start: block.start + block.done, end: block.end };
  const answer = await ask(rest, offer, deps.http);
  const writer = new BlockWriter(side, block);
  try {
    for await (const bytes of wantedBytes(answer, rest, { offer, deps })) {
      writer.add(bytes);
      await writer.ready();
    }
  } finally {
    // What has come is not asked for again, whatever broke.
    await writer.end();
  }
};

/** The answer whose bytes are exactly those of the piece, from its start on. */
const ask = async (
  { start, end }: Stretch,
  { id, name, file }: Offer,
  http: HttpClient,
): Promise<IncomingMessage> => {
  const isWhole = start === 0 && end === file.bytes;
  const answer = await http.send({
    path: `/api/data/${encodeURIComponent(id)}/download${file.part && `?part=${encodeURIComponent(file.part)}`}`,
    seconds: silenceSeconds,
    isLarge: true,
    headers: {
      Accept: '*/*',
      ...(!isWhole && { Range: `bytes=${start}-${end - 1}`, 'If-Range': `"${file.sha256}"` }),
    },
  });
  const failure = await failureOf(answer, { start, name, file, http, isWhole });
  if (failure === undefined) return answer;
  answer.destroy();
  throw failure;
};

const failureOf = async (
  answer: IncomingMessage,
  asked: { start: number; name: string; file: RemoteFile; http: HttpClient; isWhole: boolean },
): Promise<Error | undefined> => {
  const { start, name, file, http, isWhole } = asked;
  const status = answer.statusCode;
  if (status === 416) return rangeRefused({ table: name, reason: 'the server has no such bytes' });
  if (status !== 200 && status !== 206) return http.refusal(answer);
  const received = promisedDigest(answer);
  if (received !== file.sha256) return fileChanged({ table: name, expected: file.sha256, received });
  if (status === 200)
    return isWhole ? undefined : rangeRefused({ table: name, reason: 'it sent the whole file' });
  const range = answer.headers['content-range'] ?? '';
  const fits = range.startsWith(`bytes ${start}-`) && range.endsWith(`/${file.bytes}`);
  return fits ? undefined : rangeRefused({ table: name, reason: `it sent the range "${range}"` });
};

const promisedDigest = (answer: IncomingMessage): string => {
  const [, digest] = /sha-256=:([A-Za-z0-9+/=]+):/.exec(String(answer.headers['repr-digest'])) ?? [];
  return digest === undefined ? 'without a digest' : Buffer.from(digest, 'base64').toString('hex');
};

/** The bytes of an answer, not one more or fewer than wanted. Each piece is good until the next one is asked for. */
const wantedBytes = async function* (
  answer: IncomingMessage,
  { start, end }: Stretch,
  { offer, deps }: { offer: Offer; deps: DownloadDeps },
): AsyncGenerator<Buffer> {
  let missing = end - start;
  try {
    for await (const bytes of bytesOf(answer)) {
      missing -= bytes.length;
      if (missing < 0) throw rangeRefused({ table: offer.name, reason: 'it sent too many bytes' });
      deps.onBytes(offer.id, bytes.length);
      yield bytes;
    }
  } catch (error) {
    throw deps.http.translated(error);
  }
  if (missing > 0) throw serverUnreachable({ server: deps.http.server, reason: 'the answer ended early' });
};
