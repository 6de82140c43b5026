import { Readable } from 'node:stream';
import type { Timers } from '../../http/timers.ts';
import type { JobEvent } from '../job.ts';

/** Where the events of one job come from. */
export interface EventSource {
  /** Number of the last event the reader has seen. */
  readonly after: number;
  readonly timers: Timers;
  /** Aborted when the reader or the host goes away. */
  readonly signal: AbortSignal;
  read(after: number): Promise<readonly JobEvent[]>;
  /** True once nothing more will be told. */
  isOver(): Promise<boolean>;
  watch(callback: () => void): () => void;
}

const silence = 15_000;
const comment = ':\n\n';

/** The events of a job as server-sent events; a comment keeps the line alive, `end` closes it. */
export const eventStream = (source: EventSource): Readable => {
  const gone = new AbortController();
  const signal = AbortSignal.any([source.signal, gone.signal]);
  const frames = framesOf({ ...source, signal });
  return new Readable({
    read() {
      frames.next().then(
        ({ value, done }) => !this.destroyed && this.push(done ? null : value),
        (error) => this.destroy(error),
      );
    },
    destroy(error, done) {
      gone.abort();
      done(error);
    },
  });
};

async function* framesOf(source: EventSource): AsyncGenerator<string> {
  const bell = new Bell(source);
  try {
    // Headers leave with the first byte; a reader of a quiet job would not know that it is connected.
    yield comment;
    for (let seen = source.after; !source.signal.aborted; ) {
      // Taken before reading: what is stored in between must not be slept through.
      const next = bell.next;
      const over = await source.isOver();
      const events = await source.read(seen);
      for (const event of events) yield frameOf(event);
      seen = events.at(-1)?.seq ?? seen;
      if (isLast(events, over)) return;
      if (events.length === 0 && (await ringOrSilence(next, source.timers)) === 'silence') yield comment;
    }
  } finally {
    bell.stop();
  }
}

// A reader may also come back behind the end.
const isLast = (events: readonly JobEvent[], over: boolean): boolean =>
  events.some(({ type }) => type === 'end') || (over && events.length === 0);

/** Rings when something was stored and when the reader goes away. */
class Bell {
  #rung = Promise.withResolvers<'rung'>();
  readonly #signal: AbortSignal;
  readonly #unwatch: () => void;

  constructor({ signal, watch }: Pick<EventSource, 'signal' | 'watch'>) {
    this.#signal = signal;
    this.#unwatch = watch(this.#ring);
    signal.addEventListener('abort', this.#ring);
  }

  /** Resolves at the first ring from now on. */
  get next(): Promise<'rung'> {
    return this.#rung.promise;
  }

  stop(): void {
    this.#signal.removeEventListener('abort', this.#ring);
    this.#unwatch();
  }

  readonly #ring = (): void => {
    this.#rung.resolve('rung');
    this.#rung = Promise.withResolvers();
  };
}

const ringOrSilence = async (next: Promise<'rung'>, timers: Timers): Promise<'rung' | 'silence'> => {
  const quiet = Promise.withResolvers<'silence'>();
  const callOff = timers.after(silence, () => quiet.resolve('silence'));
  return await Promise.race([next, quiet.promise]).finally(callOff);
};

const frameOf = ({ seq, type, data }: JobEvent): string =>
  `id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
