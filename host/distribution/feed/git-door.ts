import { basename } from 'node:path';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { isPlatformError } from '@agnes/sdk/errors';
import { abortOf } from '../../../marketplace/feed/abort-of.ts';
import { uploadPack } from '../../../marketplace/feed/upload-pack.ts';
import type { GitSurroundings } from '../../../marketplace/mirror/git-environment.ts';
import { bodyTooLarge, malformedBody, unsupportedMedia } from '../../http/errors.ts';
import type { Principal } from '../../http/principal.ts';
import type { Deliveries } from './deliveries.ts';
import { feedIsReadOnly, gitBusy, gitTooOld } from './errors.ts';
import type { FeedViews } from './feed-views.ts';
import { GitAnswers, type GitQuestion } from './git-answers.ts';
import { Lanes } from './lanes.ts';
import type { Lineages } from './lineages.ts';
import { Negotiations } from './negotiations.ts';
import type { Withdrawals } from './withdrawals.ts';

interface GitDoorDeps {
  readonly views: Pick<FeedViews, 'of'>;
  readonly lineages: Lineages;
  readonly deliveries: Pick<Deliveries, 'note'>;
  readonly surroundings: GitSurroundings;
  readonly withdrawals: Pick<Withdrawals, 'ofCommit'>;
  readonly now: () => number;
}

/** A request of git: its headers, and when whoever sent it is gone. */
export interface GitRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** A place among those who are let in at a time, until it is left. */
interface Turn {
  readonly signal: AbortSignal;
  readonly leave: () => void;
}

/** Most bytes of a request, packed and unpacked. */
export const mostRequestBytes = 1024 * 1024;

/** Nobody has all places, and nobody fills the queue alone. */
const places = { atATime: 4, each: 2, waitingEach: 32, waiting: 200 } as const;
const mostMs = 60_000;

/** The smart protocol of git over HTTP, one way: clients fetch what they are served, and nothing else is there. */
export class GitDoor {
  readonly #deps: GitDoorDeps;
  readonly #negotiations: Negotiations;
  readonly #lanes = new Lanes(places);
  readonly #answers: GitAnswers;

  constructor(deps: GitDoorDeps) {
    this.#negotiations = new Negotiations(deps.now);
    this.#answers = new GitAnswers(deps);
    this.#deps = deps;
  }

  /** What a client is told first: the one ref, and what can be asked. */
  async refs(principal: Principal, service: string | undefined, request: GitRequest): Promise<Buffer> {
    if (service === 'git-receive-pack') throw feedIsReadOnly({});
    if (service !== 'git-upload-pack') throw gitTooOld({});
    const { signal, leave } = await this.#turn(principal, request);
    try {
      const folder = await this.#folderOf(principal, signal);
      return await this.#answers.first(folder, request.headers['git-protocol']);
    } finally {
      leave();
    }
  }

  /** What a client asks of the repository, answered while it comes. */
  async upload(principal: Principal, raw: Buffer, request: GitRequest): Promise<Readable> {
    const asked = await unpacked(raw, request.headers);
    const { commit, answer } = await this.#ask(principal, asked, request);
    try {
      // Whoever wants another one is refused, or fetches what they had before.
      if (asked.includes(`want ${commit}`)) await this.#note(principal, asked);
      return answer;
    } catch (cause) {
      answer.destroy();
      throw cause;
    }
  }

  async #note({ userId }: Principal, asked: Buffer): Promise<void> {
    const { deliveries, views, lineages } = this.#deps;
    if (this.#negotiations.isClone(userId, asked)) await lineages.settle(userId);
    const { feed } = await views.of(userId);
    deliveries.note({ principal: userId, channel: 'git', plugins: feed.plugins });
  }

  async #ask(principal: Principal, asked: Buffer, request: GitRequest) {
    const { signal, leave } = await this.#turn(principal, request);
    try {
      const folder = await this.#folderOf(principal, signal);
      const question = { folder, asked, protocol: request.headers['git-protocol'] };
      const ready = await this.#answers.ready(question);
      // What lies ready holds no place, however slowly it is read.
      if (ready) leave();
      const commit = basename(folder, '.git');
      const answer = ready ?? this.#upload(question, { signal, leave });
      return { commit, answer: this.#deps.withdrawals.ofCommit(commit, answer) };
    } catch (cause) {
      leave();
      throw cause;
    }
  }

  #upload({ folder, asked, protocol }: GitQuestion, { signal, leave }: Turn): Readable {
    const { surroundings } = this.#deps;
    const { output } = uploadPack(folder, asked, { surroundings, protocol, signal });
    // Read from the first moment on: what a process has written that nobody reads is thrown away when it ends.
    const answer = new PassThrough();
    pipeline(output, answer, leave);
    // One that nobody reads to its end would hold its place for ever.
    signal.addEventListener('abort', () => answer.destroy(), { once: true });
    return answer;
  }

  /** Waits for a place, and says how long it may be kept. */
  async #turn({ userId }: Principal, { signal: gone }: GitRequest): Promise<Turn> {
    const signal = AbortSignal.any([gone, AbortSignal.timeout(mostMs)]);
    const leave = await this.#lanes.take(userId, signal).catch((cause) => {
      throw isPlatformError(cause) ? cause : gitBusy({}, { cause });
    });
    return { signal, leave };
  }

  /** What takes longer to build than this client may wait goes on being built for the next one. */
  #folderOf({ userId }: Principal, signal: AbortSignal): Promise<string> {
    const { lineages, views } = this.#deps;
    const folder = lineages.folderOf(userId, async () => (await views.of(userId)).feed);
    return Promise.race([folder, abortOf(signal)]).catch((cause) => {
      throw signal.aborted ? gitBusy({}, { cause }) : cause;
    });
  }
}

const inflate = promisify(gunzip);

/** The body of a request as git has written it. */
const unpacked = async (raw: Buffer, headers: GitRequest['headers']): Promise<Buffer> => {
  const type = headers['content-type'] ?? '';
  if (type !== 'application/x-git-upload-pack-request') throw unsupportedMedia({ received: type });
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return raw;
  if (encoding !== 'gzip' && encoding !== 'x-gzip') throw unsupportedMedia({ received: encoding });
  try {
    return await inflate(raw, { maxOutputLength: mostRequestBytes });
  } catch (cause) {
    if (isTooLarge(cause)) throw bodyTooLarge({ limit_bytes: mostRequestBytes }, { cause });
    throw malformedBody({ reason: 'it is no gzip' }, { cause });
  }
};

const isTooLarge = (cause: unknown): boolean =>
  cause instanceof RangeError && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
