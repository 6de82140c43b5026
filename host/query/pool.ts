import { join } from 'node:path';
import { Readable } from 'node:stream';
import { isPlatformError } from '@agnes/sdk/errors';
import { bodyOf } from './answer-body.ts';
import { cappedRows } from './capped-rows.ts';
import type { Crashes, Suspect } from './crashes.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import type { QueryPoolOptions } from './pool-options.ts';
import type {
  AnswerEnd,
  AnswerHead,
  QueryFormat,
  RemotePlan,
  WorkerQuestion,
  WorkerReply,
} from './protocol.ts';
import { type QueryRequest, workerQuery } from './query-request.ts';
import type { TablePlace } from './scope.ts';
import { type Claim, WorkerLane } from './worker-lane.ts';
import { type SlotRun, WorkerSlot } from './worker-slot.ts';

/** A statement over tables at sources, to be planned. */
export type PlanRequest = Pick<
  Extract<WorkerQuestion, { type: 'plan' }>,
  'sql' | 'params' | 'limit' | 'remotes'
>;

/** Whose question it is, and until when somebody waits for the reply. */
export interface Asker {
  readonly user: string;
  readonly stop: AbortSignal;
}

/** An answer that has begun. What fails before its first 256 KiB is thrown instead. */
export interface QueryAnswer extends AnswerHead {
  readonly format: QueryFormat;
  /** A stream must be read or destroyed: it holds a worker. */
  readonly body: Buffer | Readable;
  /** Bytes of the body that have come so far; all of them when it is closed. */
  readonly bytes: () => number;
  /** Rejects when the answer is incomplete; the stream then ends with the same error. */
  readonly end: Promise<AnswerEnd>;
  /** Computed before, or computed and kept; absent: neither. */
  readonly cache?: 'hit' | 'miss';
  /** Hash of an answer that is kept. */
  readonly digest?: string;
}

/** Answers SQL in separate processes, so that a statement can cost nobody else anything but time. */
export class QueryPool implements AsyncDisposable {
  readonly #slots: readonly WorkerSlot[];
  readonly #newId: () => string;
  readonly #lane: WorkerLane<WorkerSlot>;
  readonly #workers: number;
  readonly #isFair: boolean;
  readonly #maxJsonBytes: number;
  readonly #crashes: Crashes | undefined;

  constructor({
    folder,
    workers = 2,
    threads = 2,
    memoryMb = 768,
    heavy = false,
    longMs = 2_000,
    maxJsonBytes = 256 * 2 ** 20,
    crashes,
    newId,
    log,
  }: QueryPoolOptions) {
    this.#slots = Array.from(
      // As many again come in the place of those that are busy for long. None is started before it is needed.
      { length: heavy ? workers : 2 * workers },
      (_, index) => new WorkerSlot({ fifo: join(folder, `${index}.fifo`), threads, memoryMb, heavy }, log),
    );
    this.#workers = workers;
    this.#maxJsonBytes = maxJsonBytes;
    this.#crashes = crashes;
    // What is heavy was queued, person by person, before it came here.
    this.#isFair = !heavy;
    const [slots, spares] = [this.#slots.slice(0, workers), this.#slots.slice(workers)];
    this.#lane = new WorkerLane({ slots, spares, longMs });
    this.#newId = newId;
  }

  /** Starts the workers ahead of the first statement; what fails here is told to whoever asks first. */
  warm(): void {
    for (const slot of this.#slots.slice(0, this.#workers)) void slot.start().catch(() => {});
  }

  /** Answers a statement, waiting for a worker if need be. Throws the errors of `errors.ts`. */
  async run(request: QueryRequest): Promise<QueryAnswer> {
    const deadline = startDeadline(request.timeoutMs, request.signal);
    try {
      const claim = await this.#claim(suspectOf(request), deadline.signal);
      return await this.#answer(request, claim, deadline);
    } catch (error) {
      deadline[Symbol.dispose]();
      throw error;
    }
  }

  /** The tables that a statement names, each once. Throws like `run`. */
  async names(sql: string, asker: Asker): Promise<readonly TablePlace[]> {
    const reply = await this.#ask({ type: 'names', id: this.#newId(), sql }, asker);
    return reply.type === 'named' ? reply.places : [];
  }

  /** What DuckDB's parser makes of a text, as its JSON; nothing is run. */
  async parse(sql: string, asker: Asker): Promise<string> {
    const reply = await this.#ask({ type: 'parse', id: this.#newId(), sql }, asker);
    return reply.type === 'parsed' ? reply.tree : '';
  }

  /** What a statement needs of the tables at sources that it names. Throws like `run`. */
  async plan(wanted: PlanRequest, asker: Asker): Promise<RemotePlan> {
    const reply = await this.#ask({ type: 'plan', id: this.#newId(), ...wanted }, asker);
    return reply.type === 'planned' ? reply.plan : { needs: [] };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#slots.map((slot) => slot.stop()));
  }

  async #ask(question: WorkerQuestion, { user, stop }: Asker): Promise<WorkerReply> {
    const suspect = { user, scope: '', sql: question.sql };
    const { slot, letGo } = await this.#claim(suspect, stop);
    try {
      return await slot.ask(question, stop);
    } catch (error) {
      this.#note(suspect, error);
      throw error;
    } finally {
      letGo();
    }
  }

  /** Whoever is held off while they wait gets no worker any more. */
  async #claim(suspect: Suspect, stop: AbortSignal): Promise<Claim> {
    this.#crashes?.check(suspect);
    const { user, scope } = suspect;
    const claim = await this.#lane.claim(
      { scope, ...(user !== undefined && this.#isFair && { user }) },
      stop,
    );
    try {
      this.#crashes?.check(suspect);
      return claim;
    } catch (error) {
      claim.letGo();
      throw error;
    }
  }

  #note(suspect: Suspect, error: unknown): void {
    if (isPlatformError(error) && error.code === 'query_crashed') this.#crashes?.note(suspect);
  }

  async #answer(request: QueryRequest, claim: Claim, deadline: Deadline): Promise<QueryAnswer> {
    const run = await this.#start(request, claim, deadline);
    const { columns, types, tables, isRepeatable } = await run.head;
    const cap = { bytes: this.#maxJsonBytes, deadline };
    const { bytes, end } = request.format === 'json' ? cappedRows(run, cap) : run;
    const body = await bodyOf(bytes);
    // A reader that goes away would otherwise be noticed only when the next bytes come.
    if (body instanceof Readable) body.once('close', deadline.cancel);
    const head = { columns, types, tables, isRepeatable, format: request.format };
    return { ...head, body, bytes: run.bytesRead, end };
  }

  async #start(request: QueryRequest, { slot, letGo }: Claim, deadline: Deadline): Promise<SlotRun> {
    const query = workerQuery(request, this.#newId());
    const { onProgress, scope } = request;
    const run = await slot
      .run({ query, scope, stop: deadline.signal, onProgress })
      .catch((error: unknown) => {
        letGo();
        throw error;
      });
    // Before the worker is free for what its author has waiting.
    run.end.catch((error: unknown) => this.#note(suspectOf(request), error));
    void run.free.then(() => {
      deadline[Symbol.dispose]();
      letGo();
    });
    return run;
  }
}

const suspectOf = ({ user, scope, sql, params = [] }: QueryRequest): Suspect => ({
  ...{ scope: scope.key, sql, params },
  ...(user !== undefined && { user }),
});
