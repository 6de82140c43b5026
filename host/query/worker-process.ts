import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from '../kernel/child-process.ts';
import { ownProgramEnv } from '../kernel/own-program.ts';
import { queriesUnavailable, queryCrashed } from './errors.ts';
import { giveWay } from './give-way.ts';
import { patienceFor } from './patience.ts';
import {
  type AnswerEnd,
  type AnswerHead,
  type FromWorker,
  isReply,
  type ToWorker,
  type WorkerQuestion,
  type WorkerReply,
  type WorkerSettings,
} from './protocol.ts';
import type { Run, Task } from './task.ts';
import { errorFor } from './worker-failure.ts';

/** What Node and the engine take beside the buffers that `memory_limit` counts, in MiB. */
const overheadMb = 768;
const mib = 1024 * 1024;

const program = fileURLToPath(new URL('./worker/query-worker.ts', import.meta.url));

/** A question about a statement, waiting for its reply. */
interface Asked {
  readonly id: string;
  readonly reply: PromiseWithResolvers<WorkerReply>;
}

interface Running extends Task {
  readonly head: PromiseWithResolvers<AnswerHead>;
  readonly end: PromiseWithResolvers<AnswerEnd>;
}

/** A process that answers statements, one at a time, with nothing in its environment and a hard memory limit. */
export class WorkerProcess {
  /** Resolves when it takes statements; rejects when it ended before that. */
  readonly ready: Promise<void>;
  readonly exited: Promise<void>;
  readonly #child: Child;
  readonly #ready = Promise.withResolvers<void>();
  #running: Running | undefined;
  #asked: Asked | undefined;
  #isGone = false;

  /** `log` gets what the process prints, and how it ended. */
  constructor(settings: WorkerSettings, log: (line: string) => void) {
    this.#child = startChild({
      program,
      args: [JSON.stringify(settings)],
      env: { ...ownProgramEnv(), UV_THREADPOOL_SIZE: '8' },
      cwd: dirname(settings.fifo),
      dataLimitBytes: (settings.memoryMb + overheadMb) * mib,
      onLine: (_stream, line) => log(line),
    });
    this.ready = this.#ready.promise;
    if (settings.heavy) giveWay(this.#child.pid);
    // Whoever waits gets the rejection; nobody may be waiting.
    this.ready.catch(() => {});
    this.exited = this.#supervise(log);
  }

  /** True when it is dead or dying; what is handed to it then fails. */
  get isGone(): boolean {
    return this.#isGone;
  }

  run(task: Task): Run {
    const running = {
      ...task,
      head: Promise.withResolvers<AnswerHead>(),
      end: Promise.withResolvers<AnswerEnd>(),
    };
    this.#running = running;
    this.#tell(task.query);
    this.#stopWith(running);
    // It ended between two statements; nothing more will be heard of it.
    if (this.#isGone) this.#fail(queriesUnavailable({ reason: 'a worker has just ended' }));
    return { head: running.head.promise, end: running.end.promise };
  }

  /** Asks about a statement. It is parsed, which nothing interrupts: a question nobody waits for costs the process. */
  async ask(question: WorkerQuestion, stop: AbortSignal): Promise<WorkerReply> {
    const asked = { id: question.id, reply: Promise.withResolvers<WorkerReply>() };
    const onStop = (): void => {
      asked.reply.reject(stop.reason);
      this.kill();
    };
    this.#asked = asked;
    this.#tell(question);
    stop.addEventListener('abort', onStop, { once: true });
    if (this.#isGone) asked.reply.reject(queriesUnavailable({ reason: 'a worker has just ended' }));
    try {
      return await asked.reply.promise;
    } finally {
      this.#asked = undefined;
      stop.removeEventListener('abort', onStop);
    }
  }

  kill(): void {
    this.#isGone = true;
    this.#child.kill();
  }

  #stopWith({ query, source, stop, end }: Running): void {
    let isOver = false;
    let patience: NodeJS.Timeout | undefined;
    const onStop = (): void => {
      source.destroy(stop.reason);
      if (isOver) return;
      this.#tell({ type: 'cancel', id: query.id });
      patience = setTimeout(() => this.kill(), patienceFor(stop.reason));
    };
    stop.addEventListener('abort', onStop, { once: true });
    if (stop.aborted) onStop();
    void settled({ end }).then((failed) => {
      isOver = true;
      clearTimeout(patience);
      if (failed) source.destroy(failed);
    });
  }

  #tell(message: ToWorker): void {
    // A process that is gone reports itself through `exited`.
    this.#child.channel.send(message).catch(() => {});
  }

  async #supervise(log: (line: string) => void): Promise<void> {
    void this.#listen();
    const { code, signal } = await this.#child.exited;
    this.#isGone = true;
    log(`Query worker ${this.#child.pid} ended: ${signal ?? `exit code ${code}`}.`);
    this.#ready.reject(queriesUnavailable({ reason: 'a worker did not start' }));
    this.#fail(queryCrashed({ detail: { kind: 'query_crashed' } }));
  }

  async #listen(): Promise<void> {
    try {
      // The worker is our own program and shares `protocol.ts`.
      for await (const message of this.#child.channel.messages) this.#hear(message as FromWorker);
    } catch {
      // A channel that broke, or spoke no JSON, is of no use any more.
      this.kill();
    }
  }

  #hear(message: FromWorker): void {
    const running = this.#running;
    if (message.type === 'ready') this.#ready.resolve();
    else if (message.id === this.#asked?.id) this.#reply(message, this.#asked);
    else if (isReply(message) || message.id !== running?.query.id) return;
    else if (message.type === 'scope-wanted') this.#tell({ type: 'scope', scope: running.scope });
    else if (message.type === 'progress') running.onProgress?.(message.percent);
    else if (message.type === 'started') this.#begin(message, running);
    else if (message.type === 'answered') answer(message, running);
    else if (message.type === 'done') running.end.resolve(message);
    else this.#fail(errorFor(message.failure));
  }

  #begin(head: AnswerHead, running: Running): void {
    running.head.resolve(head);
    running.source.open().then(
      () => this.#tell({ type: 'pipe', id: running.query.id }),
      (error: Error) => {
        this.#fail(error);
        this.kill();
      },
    );
  }

  #reply(message: FromWorker, { reply }: Asked): void {
    if (message.type === 'failed') reply.reject(errorFor(message.failure));
    else if (isReply(message)) reply.resolve(message);
  }

  #fail(error: Error): void {
    this.#asked?.reply.reject(error);
    const running = this.#running;
    const cause = running?.stop.aborted ? running.stop.reason : error;
    running?.head.reject(cause);
    running?.end.reject(cause);
  }
}

const answer = (message: Extract<FromWorker, { type: 'answered' }>, { head, source, end }: Running): void => {
  head.resolve(message);
  source.take(message.text);
  end.resolve(message);
};

/** Waits for the end of a run, whichever way; answers with the error, if any. */
const settled = ({ end }: Pick<Running, 'end'>): Promise<Error | undefined> =>
  end.promise.then(
    () => undefined,
    (error: Error) => error,
  );
