import { isPlatformError } from '@agnes/sdk/errors';
import { makeFifo } from '../store/fifo.ts';
import { AnswerSource } from './answer-source.ts';
import { queriesUnavailable } from './errors.ts';
import type { AnswerEnd, AnswerHead, WorkerQuestion, WorkerReply, WorkerSettings } from './protocol.ts';
import type { Task } from './task.ts';
import { WorkerProcess } from './worker-process.ts';

/** How many scopes a slot remembers to have seen. */
const remembered = 8;

/** A statement for a slot. */
export type SlotTask = Omit<Task, 'source'>;

/** A statement that a worker is answering. */
export interface SlotRun {
  readonly head: Promise<AnswerHead>;
  readonly end: Promise<AnswerEnd>;
  /** Ends, or throws, with the answer as a whole. */
  readonly bytes: AsyncGenerator<Buffer>;
  /** How many have come so far. */
  readonly bytesRead: () => number;
  /** Resolves when the slot can take another statement. Never rejects. */
  readonly free: Promise<void>;
}

/** A place for one worker process and its FIFO. The process is replaced when it dies; the place stays. */
export class WorkerSlot {
  readonly #settings: WorkerSettings;
  readonly #log: (line: string) => void;
  #process: Promise<WorkerProcess> | undefined;
  #seen: readonly string[] = [];
  #isStopped = false;

  constructor(settings: WorkerSettings, log: (line: string) => void) {
    this.#settings = settings;
    this.#log = log;
  }

  /** Starts the process if there is none, and waits until it takes statements. */
  async start(): Promise<WorkerProcess> {
    this.#process = this.#live(this.#process);
    const process = await this.#process;
    await process.ready;
    return process;
  }

  /** True when its worker probably still has the sandbox of this scope. */
  hasSeen(scope: string): boolean {
    return this.#seen.includes(scope);
  }

  /** Hands a statement over; the last one must be `free`. `stop` ends it, at the price of the process if need be. */
  async run({ query, scope, stop, onProgress }: SlotTask): Promise<SlotRun> {
    const process = await this.start();
    stop.throwIfAborted();
    const source = new AnswerSource(this.#settings.fifo);
    const { head, end } = process.run({ query, scope, source, stop, onProgress });
    this.#seen = [scope.key, ...this.#seen.filter((key) => key !== scope.key)].slice(0, remembered);
    const free = end
      .catch(() => {})
      .then(() => source.closed())
      .then(() => this.#tidy(process, end));
    return { head, end, bytes: source.bytes(end), bytesRead: () => source.bytesRead, free };
  }

  /** Asks about a statement; the last one must be `free`. */
  async ask(question: WorkerQuestion, stop: AbortSignal): Promise<WorkerReply> {
    const process = await this.start();
    stop.throwIfAborted();
    return process.ask(question, stop);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    const process = await this.#process?.catch(() => undefined);
    process?.kill();
    await process?.exited;
  }

  async #live(current: Promise<WorkerProcess> | undefined): Promise<WorkerProcess> {
    const process = await current?.catch(() => undefined);
    return process && !process.isGone ? process : this.#spawn();
  }

  async #spawn(): Promise<WorkerProcess> {
    this.#seen = [];
    // A new one each time: nothing of a dead process can reach it.
    await makeFifo(this.#settings.fifo);
    if (this.#isStopped) throw queriesUnavailable({ reason: 'the host is stopping' });
    return new WorkerProcess(this.#settings, this.#log);
  }

  /** What the allocator kept after running out of memory would fail the next statement. */
  async #tidy(process: WorkerProcess, end: Promise<unknown>): Promise<void> {
    const error: unknown = await end.catch((cause: unknown) => cause);
    if (isPlatformError(error) && error.code === 'memory_limit') process.kill();
    // Whoever comes next should find a warm one; if it does not start, they will be told why.
    if (process.isGone) void this.start().catch(() => {});
  }
}
