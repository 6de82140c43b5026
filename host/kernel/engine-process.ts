import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isPlatformError, type PlatformError } from '@agnes/sdk';
import type { EngineAnswer, EngineQuestion } from '@agnes/sdk/extract';
import type { Broker } from './broker.ts';
import type { Child } from './child-process.ts';
import { protocolError } from './connector-run-errors.ts';
import { crashOf } from './connector-run-exit.ts';
import { checkNamedFile } from './connector-run-folder.ts';
import { limitsOf } from './connector-run-limits.ts';
import type { ConnectorOrder } from './connector-run-order.ts';
import { confinedChild } from './connector-run-session.ts';
import { wordsOf } from './connector-run-words.ts';
import { engineLost } from './engine-errors.ts';
import { type EngineNote, EngineTalk } from './engine-talk.ts';
import { type EngineWatch, watchEngine } from './engine-watch.ts';

/** A question, and who hears of it while it is worked on. */
export interface EngineCall {
  readonly question: EngineQuestion;
  /** Ends the question at the source, too; its reason is what the asker gets. */
  readonly signal: AbortSignal;
  readonly noted?: (note: EngineNote) => void;
}

interface Asked extends EngineCall {
  readonly answer: PromiseWithResolvers<EngineAnswer>;
  /** True when nobody waits any more. */
  dropped: boolean;
}

/** How long an engine may take to notice that a question was stopped, in milliseconds. */
const patienceMs = 5_000;

/** The kept child of one source: confined as its connector is, answering several questions at a time. */
export class EngineProcess implements AsyncDisposable {
  /** Resolves when the process is gone. Never rejects. */
  readonly exited: Promise<void>;
  readonly #order: ConnectorOrder;
  readonly #child: Child;
  readonly #watch: EngineWatch;
  readonly #talk: EngineTalk;
  readonly #words: (text: string) => string;
  readonly #asked = new Map<number, Asked>();
  readonly #stopped = new AbortController();
  #ids = 0;
  #isGone = false;
  #reason: PlatformError | undefined;

  /** `entry` is the file of the engine; what the child prints goes to the log of the order. */
  constructor(order: ConnectorOrder, broker: Broker, entry: string) {
    this.#order = order;
    this.#words = wordsOf(order, broker);
    this.#child = confinedChild(order, broker, this.#stopped.signal);
    this.#watch = watchEngine({ order, pid: this.#child.pid, end: (error) => this.#end(error) });
    this.#talk = new EngineTalk({
      order,
      broker,
      entry,
      child: this.#child,
      alive: () => this.#watch.alive(),
      answered: (answer) => this.#settle(answer),
      noted: (note) => this.#asked.get(note.id)?.noted?.(note),
    });
    this.exited = this.#supervise();
  }

  /** True when it is dead, dying or not to be asked any more. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Asks. A refusal of the engine is an answer; it throws when there is none, or when the asker has gone. */
  async ask(call: EngineCall): Promise<EngineAnswer> {
    call.signal.throwIfAborted();
    if (this.#isGone) throw this.#lost();
    this.#ids += 1;
    const id = this.#ids;
    const asked: Asked = { ...call, answer: Promise.withResolvers(), dropped: false };
    const drop = (): void => this.#drop(id, asked);
    this.#asked.set(id, asked);
    this.#talk.ask(id, call.question);
    call.signal.addEventListener('abort', drop, { once: true });
    try {
      const answer = await asked.answer.promise;
      if (answer.type === 'landed') await checkNamedFile(answer.landed.path, [this.#order.staging]);
      return answer;
    } finally {
      call.signal.removeEventListener('abort', drop);
    }
  }

  /** Takes no question any more, and goes when the last one is answered. */
  retire(): void {
    this.#isGone = true;
    this.#leaveWhenIdle();
  }

  /** Ends it now. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isGone = true;
    this.#child.kill();
    await this.exited;
  }

  #drop(id: number, asked: Asked): void {
    asked.dropped = true;
    asked.answer.reject(asked.signal.reason);
    this.#talk.stop(id);
    setTimeout(() => {
      // It goes on at the source all the same: only the end of the process ends it, and takes the others along.
      if (this.#asked.has(id)) this.retire();
    }, patienceMs).unref();
  }

  #settle(answer: EngineAnswer): void {
    const asked = this.#asked.get(answer.id);
    this.#asked.delete(answer.id);
    if (asked?.dropped || answer.type === 'refused') void this.#sweep(answer.id);
    asked?.answer.resolve(answer);
    if (this.#isGone) this.#leaveWhenIdle();
  }

  #leaveWhenIdle(): void {
    if ([...this.#asked.values()].every(({ dropped }) => dropped)) this.#child.kill();
  }

  #end(error: PlatformError): void {
    this.#reason ??= error;
    this.#isGone = true;
    this.#child.kill();
  }

  async #supervise(): Promise<void> {
    await this.#talk.listen().catch((error: unknown) => this.#end(asDesigned(error)));
    this.#isGone = true;
    await this.#child.stop();
    const { plugin, limits } = this.#order;
    const { memoryMb } = limitsOf(limits, plugin.manifest);
    this.#reason ??= crashOf({ plugin: plugin.plugin, memoryMb, exit: await this.#child.exited });
    this.#watch[Symbol.dispose]();
    // A child that nobody needs any more is killed without a word.
    if (this.#asked.size > 0) this.#order.log(this.#words(this.#reason.message));
    for (const { answer } of this.#asked.values()) answer.reject(this.#lost());
    this.#asked.clear();
  }

  #lost(): PlatformError {
    return engineLost({ plugin: this.#order.plugin.plugin });
  }

  #sweep(id: number): Promise<void> {
    return rm(join(this.#order.staging, `statement-${id}`), { recursive: true, force: true });
  }
}

const asDesigned = (error: unknown): PlatformError =>
  isPlatformError(error) ? error : protocolError({ plugin: 'the source', reason: String(error) });
