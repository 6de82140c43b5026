import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { isPlatformError } from '@agnes/sdk/errors';
import type { HttpClient } from '../http/client.ts';
import { objectOf, textOf } from '../json/values.ts';
import type { Candidate } from './candidates.ts';
import { type CleanFile, cleanFile } from './clean-file.ts';
import { uploadChanged } from './errors.ts';
import type { Entry } from './ledger.ts';

const pausesMs = [300, 1000, 3000];

/** What sending works with. */
export interface SendDeps {
  readonly http: HttpClient;
  /** Known secrets, which never leave. */
  readonly secrets: readonly string[];
  /** Attempts after the first one; only for network errors and failures of the server. */
  readonly retries: number;
  readonly interrupted: AbortSignal;
}

/** Sends one file without its secrets. Resolves once the server has it safe. */
export const sendFile = async (file: Candidate, deps: SendDeps): Promise<Entry> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await sendOnce(file, deps);
    } catch (error) {
      if (attempt >= deps.retries || !isWorthRetrying(error)) throw error;
      await wait(pausesMs[attempt] ?? pausesMs.at(-1), undefined, { signal: deps.interrupted });
    }
  }
};

/** True for what passes by itself: the network, and failures of the server. */
export const isWorthRetrying = (error: unknown): boolean =>
  isPlatformError(error) &&
  (['server_unreachable', 'server_slow', 'upload_changed'].includes(error.code) ||
    Number(error.details['http']) >= 500);

const sendOnce = async (file: Candidate, { http, secrets }: SendDeps): Promise<Entry> => {
  const clean = cleanFile(file, secrets);
  const send = file.kind === 'local_md' ? sendNotes : sendForm;
  const received = await send(clean, file, http).catch((error) => {
    // What looks like a broken connection is a file that went away while it was read.
    throw clean.fault() ?? error;
  });
  const { local, sent, bytes } = clean.digests();
  if (received !== undefined && received !== sent) throw uploadChanged({ file: file.name });
  return { sha256: local, bytes, modified: file.modified };
};

const sendNotes = async ({ bytes }: CleanFile, _file: Candidate, http: HttpClient): Promise<undefined> => {
  const content = await text(Readable.from(bytes));
  await http.object({ method: 'POST', path: '/api/upload/local-md', body: { content } });
};

const sendForm = async (
  { bytes }: CleanFile,
  { kind, name }: Candidate,
  http: HttpClient,
): Promise<string | undefined> => {
  const boundary = `agnes-${randomUUID()}`;
  const answer = await http.json({
    method: 'POST',
    path: `/api/upload/${kind}s`,
    headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
    upload: { source: Readable.from(formOf(name, bytes, boundary), { objectMode: false }) },
  });
  return textOf(objectOf(answer)['sha256']);
};

const formOf = async function* (
  name: string,
  bytes: AsyncIterable<Buffer>,
  boundary: string,
): AsyncGenerator<Buffer> {
  const quoted = name.replaceAll('"', '%22').replaceAll(/[\r\n]/g, '_');
  const head = `Content-Disposition: form-data; name="file"; filename="${quoted}"`;
  yield Buffer.from(`--${boundary}\r\n${head}\r\nContent-Type: application/octet-stream\r\n\r\n`);
  yield* bytes as AsyncGenerator<Buffer>;
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
};
