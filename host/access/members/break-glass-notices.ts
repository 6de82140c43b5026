import type { Timers } from '../../http/timers.ts';
import type { Conditions } from '../../store/conditions.ts';
import { isoUtc } from '../../store/iso-utc.ts';

/** An administrator for a while. */
interface ActiveBreakGlass {
  readonly user_id: string;
  readonly email: string;
  readonly expires_at: Date | null;
}

interface NoticeDeps {
  /** Those whose time is not over. */
  readonly list: () => Promise<readonly ActiveBreakGlass[]>;
  readonly conditions: Conditions;
  readonly timers: Timers;
  /** Milliseconds UTC. */
  readonly now: () => number;
}

/** Code of the condition that says so. */
export const breakGlassActive = 'break_glass_active';
const code = breakGlassActive;
const minute = 60_000;

/** Tells every administrator of those who are one by break-glass, for as long as they are. */
export class BreakGlassNotices implements Disposable {
  readonly #deps: NoticeDeps;
  #callOff: () => void = () => undefined;
  #isOver = false;

  constructor(deps: NoticeDeps) {
    this.#deps = deps;
  }

  /** Makes the open conditions say what is true now, and looks again when that may have changed. */
  async refresh(): Promise<void> {
    const { list, conditions } = this.#deps;
    const active = await list();
    for (const one of active) await conditions.raise(noticeOf(one));
    for (const { subjectId, ...open } of await conditions.open()) {
      const isStill = active.some(({ user_id }) => user_id === subjectId);
      if (open.code === code && !isStill) await conditions.clear('user', subjectId, code);
    }
    this.#lookAgain(active);
  }

  /** At the first end; and every minute, because a person may be confirmed or deleted before. */
  #lookAgain(active: readonly ActiveBreakGlass[]): void {
    this.#callOff();
    if (active.length === 0) return;
    const ends = active.flatMap(({ expires_at }) => expires_at?.getTime() ?? []);
    this.#after(Math.max(0, Math.min(minute, Math.min(...ends) - this.#deps.now())));
  }

  #after(ms: number): void {
    this.#callOff();
    if (this.#isOver) return;
    this.#callOff = this.#deps.timers.after(ms, () => {
      // A store that fails for a moment must not leave the notice standing until the next start.
      this.refresh().catch(() => this.#after(minute));
    });
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#callOff();
  }
}

const noticeOf = ({ user_id, email, expires_at }: ActiveBreakGlass) => ({
  subjectType: 'user',
  subjectId: user_id,
  code,
  severity: 'warning' as const,
  why: `${email} is an administrator by break-glass${expires_at ? ` until ${isoUtc(expires_at)}` : ''}.`,
  remedy: 'The audit log has the reason. Confirm it to make it last, or deactivate the user to end it now.',
});
