import { queueFull } from './errors.ts';
import type { WorkerSlot } from './worker-slot.ts';

/** Who wants a worker, and for which sandbox. */
export interface Wanted {
  /** Absent: the host itself. */
  readonly user?: string;
  readonly scope: string;
}

/** A worker for one statement, until it is let go. */
export interface Claim {
  readonly slot: Pick<WorkerSlot, 'run' | 'ask'>;
  readonly letGo: () => void;
}

interface Waiter extends Wanted {
  readonly take: (claim: Claim) => void;
}

interface LaneOptions<Slot> {
  readonly slots: readonly Slot[];
  /** Come in the place of workers that are busy for long. */
  readonly spares: readonly Slot[];
  /** What runs longer than this may go on beside the lane, in milliseconds. */
  readonly longMs: number;
}

type LaneSlot = Pick<WorkerSlot, 'run' | 'ask' | 'hasSeen' | 'giveWay' | 'leave'>;

/** Waiting statements at most, of all people together. */
const mostWaiting = 64;
const retryAfterSeconds = 5;

/**
 * Hands out workers so that nobody can keep the others from them.
 *
 * The last idle worker is for somebody who has none: one person holds all but one at most. Who waits is served in turn,
 * person by person. When all are busy and somebody without a worker waits, a statement that has run for long goes on
 * beside the lane, at low priority, one of each person at most, and a spare worker comes in its place.
 */
export class WorkerLane<Slot extends LaneSlot> {
  readonly #options: LaneOptions<Slot>;
  readonly #idle: Set<Slot>;
  readonly #spares: Slot[];
  /** By person, in the order in which they are served. */
  readonly #waiting = new Map<string, Set<Waiter>>();
  readonly #held = new Map<string, number>();
  /** What runs longer than `longMs`, by worker, and whose it is. */
  readonly #long = new Map<Slot, string>();
  /** Of those, the ones beside the lane. */
  readonly #beside = new Map<Slot, string>();

  constructor(options: LaneOptions<Slot>) {
    this.#options = options;
    this.#idle = new Set(options.slots);
    this.#spares = [...options.spares];
  }

  /** An idle worker, preferably one that has the sandbox already; otherwise waits for one, until `stop`. */
  async claim(wanted: Wanted, stop: AbortSignal): Promise<Claim> {
    stop.throwIfAborted();
    if (this.#waitingInAll() >= mostWaiting) throw tooManyWait();
    return await new Promise<Claim>((resolve, reject) => {
      const user = userOf(wanted);
      const line = this.#waiting.get(user) ?? new Set();
      const leave = (): void => {
        line.delete(waiter);
        if (line.size === 0) this.#waiting.delete(user);
        stop.removeEventListener('abort', onStop);
      };
      const onStop = (): void => {
        leave();
        reject(stop.reason);
      };
      const take = (claim: Claim): void => {
        leave();
        resolve(claim);
      };
      const waiter = { ...wanted, take };
      this.#waiting.set(user, line.add(waiter));
      stop.addEventListener('abort', onStop, { once: true });
      this.#serve();
    });
  }

  #waitingInAll(): number {
    return [...this.#waiting.values()].reduce((sum, { size }) => sum + size, 0);
  }

  #serve(): void {
    for (let next = this.#next(); next; next = this.#next()) {
      const slot = this.#idleFor(next.scope) ?? this.#spareFor(next);
      if (!slot) return;
      this.#idle.delete(slot);
      next.take(this.#claimOf(slot, userOf(next)));
      this.#toTheEnd(userOf(next));
    }
  }

  /** The first who may have a worker now, or who could have a spare one. */
  #next(): Waiter | undefined {
    for (const [user, line] of this.#waiting) if (this.#mayTake(user)) return [...line][0];
    return undefined;
  }

  #mayTake(user: string): boolean {
    return user === theHost || this.#idle.size > 1 || !this.#held.has(user);
  }

  #idleFor(scope: string): Slot | undefined {
    const idle = [...this.#idle];
    return idle.find((slot) => slot.hasSeen(scope)) ?? idle[0];
  }

  #spareFor(waiter: Waiter): Slot | undefined {
    const others = new Set(this.#beside.values());
    const long = [...this.#long].find(([, user]) => user !== userOf(waiter) && !others.has(user));
    const spare = long && this.#spares.pop();
    if (!spare) return undefined;
    const [slot, user] = long;
    this.#long.delete(slot);
    this.#beside.set(slot, user);
    slot.giveWay();
    return spare;
  }

  #claimOf(slot: Slot, user: string): Claim {
    this.#held.set(user, (this.#held.get(user) ?? 0) + 1);
    const timer = setTimeout(() => {
      this.#long.set(slot, user);
      this.#serve();
    }, this.#options.longMs);
    timer.unref();
    const letGo = (): void => {
      clearTimeout(timer);
      this.#letGo(slot, user);
    };
    return { slot, letGo };
  }

  #letGo(slot: Slot, user: string): void {
    const held = (this.#held.get(user) ?? 0) - 1;
    if (held > 0) this.#held.set(user, held);
    else this.#held.delete(user);
    this.#long.delete(slot);
    if (this.#beside.delete(slot)) {
      slot.leave();
      this.#spares.push(slot);
    } else this.#idle.add(slot);
    this.#serve();
  }

  /** Whoever was served comes after all others. */
  #toTheEnd(user: string): void {
    const line = this.#waiting.get(user);
    if (!line) return;
    this.#waiting.delete(user);
    this.#waiting.set(user, line);
  }
}

const theHost = '';

const userOf = ({ user = theHost }: Pick<Wanted, 'user'>): string => user;

const tooManyWait = (): Error =>
  queueFull({
    detail: {
      reason: 'queue_full',
      kind: 'waiting_queries',
      limit: mostWaiting,
      retry_after_seconds: retryAfterSeconds,
    },
    retry_after_seconds: retryAfterSeconds,
  });
