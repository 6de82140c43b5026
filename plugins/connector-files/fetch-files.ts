import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ConnectorContext, Downloaded } from '@agnes/sdk/connector';
import { AuthExpired, RateLimited, UpstreamError } from '@agnes/sdk/errors';
import type { Entry } from './entry.ts';
import { fileMissing } from './errors.ts';
import type { Ledger, Mark } from './ledger.ts';

/** A file that lies where the host can read it. */
export interface ReadyFile {
  readonly path: string;
  readonly bytes: number;
  readonly mark: Mark;
}

/** Files that were fetched, in the order of their entries. Absent: none has changed since the ledger. */
export type Fetched = readonly ReadyFile[] | undefined;

type Web = Pick<ConnectorContext, 'http' | 'signal'>;

/** Asks for each file unless it has the same mark as before. One that has changed makes the others needed as well. */
export const fetchFiles = async (
  entries: readonly Entry[],
  ledger: Ledger | undefined,
  web: Web,
): Promise<Fetched> => {
  const known = new Map(ledger?.files.map((mark) => [mark.name, mark]));
  const first = await inOrder(entries, async (entry) => {
    const answer = await download(entry, known.get(entry.name), web);
    return answer.status === notModified ? undefined : readyFrom(entry, answer);
  });
  const isSame = first.every((file) => !file || hasBytesOf(file, known.get(file.mark.name)));
  if (isSame && known.size === entries.length) return undefined;
  return inOrder(
    entries,
    async (entry, index) => first[index] ?? readyFrom(entry, await download(entry, undefined, web)),
  );
};

/** One file; nothing when it has the same mark, or the same bytes, as before. */
export const fetchFile = async (
  entry: Entry,
  mark: Mark | undefined,
  web: Web,
): Promise<ReadyFile | undefined> => {
  const answer = await download(entry, mark, web);
  if (answer.status === notModified) return undefined;
  const file = await readyFrom(entry, answer);
  return hasBytesOf(file, mark) ? undefined : file;
};

const notModified = 304;

/** One after another: a source is a guest at somebody else's server. */
const inOrder = async <From, To>(
  items: readonly From[],
  work: (item: From, index: number) => Promise<To>,
): Promise<readonly To[]> => {
  const done: To[] = [];
  for (const [index, item] of items.entries()) done.push(await work(item, index));
  return done;
};

const download = async (
  { at }: Entry,
  mark: Mark | undefined,
  { http, signal }: Web,
): Promise<Downloaded> => {
  signal.throwIfAborted();
  const headers = {
    ...(mark?.etag !== undefined && { 'if-none-match': mark.etag }),
    ...(mark?.lastModified !== undefined && { 'if-modified-since': mark.lastModified }),
  };
  const answer = await http.download(at, { headers });
  if (answer.status !== notModified || mark === undefined) checkStatus(at, answer);
  return answer;
};

/** Throws what a status other than success means. */
export const checkStatus = (
  url: string,
  { status, headers }: Pick<Downloaded, 'status' | 'headers'>,
): void => {
  if (status >= 200 && status < 300) return;
  const reason = `"${url}" answered with status ${status}.`;
  if (status === 401 || status === 403) throw AuthExpired({ reason });
  if (status === 404 || status === 410) throw fileMissing({ url, status });
  const seconds = Number(headers['retry-after']);
  const wait = seconds > 0 ? { retryAfter: seconds } : {};
  throw status === 429 ? RateLimited({ reason, ...wait }) : UpstreamError({ reason, status, ...wait });
};

const readyFrom = async ({ name }: Entry, { headers, path, bytes }: Downloaded): Promise<ReadyFile> => {
  const { etag, 'last-modified': lastModified } = headers;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  const mark = {
    name,
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
    sha256: hash.digest('hex'),
  };
  return { path, bytes, mark };
};

/** True for a file whose server sends it again although it is as it was. */
const hasBytesOf = ({ mark }: ReadyFile, known: Mark | undefined): boolean => mark.sha256 === known?.sha256;
