import { open, rm } from 'node:fs/promises';
import type { Downloaded, HttpResponse } from '@agnes/sdk/connector';
import type { FileRequest } from './clouds/cloud.ts';
import { cloudOf, wholeFile } from './clouds/cloud-of.ts';
import { answerInvalid, fileRefused } from './errors.ts';
import { allOf } from './in-parallel.ts';
import { at, listAt, textAt } from './json.ts';
import { patiently } from './patiently.ts';
import type { Run } from './run.ts';

/** One piece of an exported table in staging, without a header. */
export interface Slice {
  readonly path: string;
  readonly compression: 'none' | 'gzip';
}

/** Brings the pieces of an exported file into staging. Those without a byte are left out. On failure none stays. */
export const downloadExport = async (fileId: string, run: Run): Promise<readonly Slice[]> => {
  const file = await ExportedFile.open(fileId, run);
  const addresses = await file.addresses();
  const fetched: Downloaded[] = [];
  const fetch = async (address: string | undefined): Promise<Downloaded> => {
    const answer = await file.download(address);
    fetched.push(answer);
    return answer;
  };
  try {
    const pieces = await allOf(addresses, run.config.slice_concurrency, fetch);
    const filled = pieces.filter(({ bytes }) => bytes > 0);
    return await Promise.all(
      filled.map(
        async ({ path }) => ({ path, compression: (await isGzip(path)) ? 'gzip' : 'none' }) as const,
      ),
    );
  } catch (error) {
    await Promise.all(fetched.map(({ path }) => rm(path, { force: true })));
    throw error;
  }
};

/** Names do not tell: a store may have unpacked a `.gz` on the way, or kept one under another name. */
const isGzip = async (path: string): Promise<boolean> => {
  await using file = await open(path);
  const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
};

/** What the stack says of one file. The credentials in it are asked for again once, when they have expired. */
class ExportedFile {
  readonly #path: string;
  readonly #run: Run;
  #told: unknown;
  #again: Promise<void> | undefined;

  private constructor(path: string, told: unknown, run: Run) {
    this.#path = path;
    this.#told = told;
    this.#run = run;
  }

  static async open(id: string, run: Run): Promise<ExportedFile> {
    const path = `files/${encodeURIComponent(id)}?federationToken=1`;
    return new ExportedFile(path, await run.api.get(path), run);
  }

  /** Of the pieces; `undefined` is the one piece of a file that is not sliced. */
  async addresses(): Promise<readonly (string | undefined)[]> {
    if (at(this.#told, 'isSliced') !== true) return [undefined];
    const { http } = this.#run;
    const answer = await this.#fetched(
      () => cloudOf(this.#told, this.#run.now).manifest,
      ({ url, headers }) => http.fetch(url, { headers }),
    );
    return entriesOf(answer);
  }

  async download(address: string | undefined): Promise<Downloaded> {
    const { http, now } = this.#run;
    return await this.#fetched(
      () => (address === undefined ? wholeFile(this.#told) : cloudOf(this.#told, now).slice(address)),
      ({ url, headers }) => this.#kept(http.download(url, { headers })),
    );
  }

  /** What came instead of the file is not kept. */
  async #kept(answer: Promise<Downloaded>): Promise<Downloaded> {
    const downloaded = await answer;
    if (!isThere(downloaded)) await rm(downloaded.path, { force: true });
    return downloaded;
  }

  async #fetched<A extends Pick<HttpResponse, 'status' | 'headers'>>(
    request: () => FileRequest,
    ask: (request: FileRequest) => Promise<A>,
  ): Promise<A> {
    const { signal } = this.#run;
    // Signed anew for every attempt: a signature is of one moment.
    const first = await patiently(signal, () => ask(request()));
    if (isThere(first)) return first;
    if (!isRefused(first)) throw refused(request(), first);
    this.#again ??= this.#askAgain();
    await this.#again;
    const second = await patiently(signal, () => ask(request()));
    if (!isThere(second)) throw refused(request(), second);
    return second;
  }

  async #askAgain(): Promise<void> {
    this.#told = await this.#run.api.get(this.#path);
  }
}

const isThere = ({ status }: Pick<HttpResponse, 'status'>): boolean => status === 200;

/** What stores say of a credential that has expired: S3 400 or 403, Google 401, Azure 403. */
const isRefused = ({ status }: Pick<HttpResponse, 'status'>): boolean =>
  status === 400 || status === 401 || status === 403;

const refused = ({ url }: FileRequest, { status }: Pick<HttpResponse, 'status'>): Error =>
  fileRefused({ host: new URL(url).hostname, status });

const entriesOf = ({ text }: HttpResponse): readonly string[] => {
  const entries = listAt(jsonOf(text), 'entries').map((entry) => textAt(entry, 'url'));
  if (entries.some((entry) => entry === undefined)) throw answerInvalid({ reason: 'a slice has no address' });
  return entries.filter((entry) => entry !== undefined);
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw answerInvalid({ reason: 'the list of slices is no JSON' }, { cause });
  }
};
