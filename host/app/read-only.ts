import type { Timers } from '../http/timers.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Conditions } from '../store/conditions.ts';
import { isTight, type Space } from '../store/free-space.ts';
import type { Log } from './log.ts';

interface ReadOnlyDeps {
  readonly space: () => Promise<Space>;
  readonly jobs: Pick<Jobs, 'hold'>;
  readonly conditions: Pick<Conditions, 'raise' | 'clear'>;
  readonly timers: Timers;
  readonly log: Log;
}

const every = 10_000;

/** Keeps changes away while the disk is nearly full: no run begins, administrators change nothing, reading goes on. */
export class ReadOnly implements AsyncDisposable {
  readonly #deps: ReadOnlyDeps;
  /** Unknown until the first look: what an earlier start left open may be over. */
  #state: 'unknown' | 'on' | 'off' = 'unknown';
  #looking: Promise<void> = Promise.resolve();
  #callOff = (): void => undefined;
  #isOver = false;

  constructor(deps: ReadOnlyDeps) {
    this.#deps = deps;
  }

  /** Whether changes are kept away now. */
  readonly isOn = (): boolean => this.#state === 'on';

  /** Looks now, and goes on looking. It ends by itself when there is room again. */
  async start(): Promise<void> {
    await this.#look();
    this.#lookLater();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    this.#callOff();
    await this.#looking;
  }

  #lookLater(): void {
    if (this.#isOver) return;
    this.#callOff = this.#deps.timers.after(every, () => {
      this.#looking = this.#look().then(() => this.#lookLater());
    });
  }

  async #look(): Promise<void> {
    const { space, log } = this.#deps;
    try {
      const found = await space();
      await this.#set(isTight(found), found);
    } catch (error) {
      // What cannot be known changes nothing.
      log('free_space_unknown', { error });
    }
  }

  async #set(isOn: boolean, { free }: Space): Promise<void> {
    const { jobs, conditions } = this.#deps;
    const before = this.#state;
    this.#state = isOn ? 'on' : 'off';
    jobs.hold(isOn);
    if (isOn) await conditions.raise(conditionOf(free));
    else if (before !== 'off') await conditions.clear('state', 'disk', 'state_read_only');
  }
}

const conditionOf = (free: number) =>
  ({
    subjectType: 'state',
    subjectId: 'disk',
    code: 'state_read_only',
    severity: 'error',
    why: `Only ${Math.round(free / 2 ** 20)} MB are free on the disk of DATA_DIR: nothing is changed and no run begins.`,
    remedy: 'Free space, until 5 % of the disk and 1 GB are free; the host goes on by itself.',
  }) as const;
