import { join } from 'node:path';
import { Readable } from 'node:stream';
import { bodyOf } from './answer-body.ts';
import { cappedRows } from './capped-rows.ts';
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

  constructor({
    folder,
    workers = 2,
    threads = 2,
    memoryMb = 768,
    heavy = false,
    longMs = 2_000,
    maxJsonBytes = 256 * 2 ** 20,
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
    const { timeoutMs, signal, scope, user } = request;
    const deadline = startDeadline(timeoutMs, signal);
    try {
      const wanted = { scope: scope.key, ...(user !== undefined && this.#isFair && { user }) };
      const claim = await this.#lane.claim(wanted, deadline.signal);
      return await this.#answer(request, claim, deadline);
    } catch (error) {
      deadline[Symbol.dispose]();
      throw error;
    }
  }

  /** The tables that a statement names, each once. Throws like `run`. */
  async names(sql: string, stop: AbortSignal): Promise<readonly TablePlace[]> {
    const reply = await this.#ask({ type: 'names', id: this.#newId(), sql }, stop);
    return reply.type === 'named' ? reply.places : [];
  }

  /** What DuckDB's parser makes of a text, as its JSON; nothing is run. */
  async parse(sql: string, stop: AbortSignal): Promise<string> {
    const reply = await this.#ask({ type: 'parse', id: this.#newId(), sql }, stop);
    return reply.type === 'parsed' ? reply.tree : '';
  }

  /** What a statement needs of the tables at sources that it names. Throws like `run`. */
  async plan(wanted: PlanRequest, stop: AbortSignal): Promise<RemotePlan> {
    const reply = await this.#ask({ type: 'plan', id: this.#newId(), ...wanted }, stop);
    return reply.type === 'planned' ? reply.plan : { needs: [] };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#slots.map((slot) => slot.stop()));
  }

  async #ask(question: WorkerQuestion, stop: AbortSignal): Promise<WorkerReply> {
    const { slot, letGo } = await this.#lane.claim({ scope: '' }, stop);
    try {
      return await slot.ask(question, stop);
    } finally {
      letGo();
    }
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
    void run.free.then(() => {
      deadline[Symbol.dispose]();
      letGo();
    });
    return run;
  }
}
