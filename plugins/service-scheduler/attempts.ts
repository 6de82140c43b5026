import type { ServiceSchedule } from '@agnes/sdk';

const minute = 60_000;
const hour = 60 * minute;

/** Milliseconds after which a run that is still listed is fired once more; its key makes that harmless. */
const believed = 5 * minute;

/** What was tried: no run is fired twice at once, and one that fails is tried again after 1, 2, 4 … minutes. */
export class Attempts {
  readonly #underWay = new Set<string>();
  /** By schedule: the run that was fired last, and when. */
  readonly #fired = new Map<string, { readonly nextRun: number; readonly at: number }>();
  readonly #failures = new Map<string, { readonly count: number; readonly again: number }>();

  mayBegin({ id, nextRun }: ServiceSchedule, now: number): boolean {
    if (nextRun === undefined || nextRun > now || this.#underWay.has(id)) return false;
    const fired = this.#fired.get(id);
    if (fired?.nextRun === nextRun && now < fired.at + believed) return false;
    return now >= (this.#failures.get(id)?.again ?? 0);
  }

  begin({ id }: ServiceSchedule): void {
    this.#underWay.add(id);
  }

  succeeded({ id, nextRun = 0 }: ServiceSchedule, now: number): void {
    this.#underWay.delete(id);
    this.#failures.delete(id);
    this.#fired.set(id, { nextRun, at: now });
  }

  failed({ id }: ServiceSchedule, now: number): void {
    this.#underWay.delete(id);
    const count = (this.#failures.get(id)?.count ?? 0) + 1;
    this.#failures.set(id, { count, again: now + Math.min(hour, minute * 2 ** (count - 1)) });
  }
}
