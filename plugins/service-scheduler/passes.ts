import type { PassResult, RunningService, ServiceHealth, ServiceHost, ServiceSchedule } from '@agnes/sdk';
import { Attempts } from './attempts.ts';

/** Fires what is due. No schedule waits for another: each is fired by itself. */
export class Scheduler implements RunningService {
  readonly #host: ServiceHost;
  readonly #attempts = new Attempts();
  readonly #passes = new Set<Promise<PassResult>>();
  #callOff = (): void => undefined;
  #health: ServiceHealth;

  constructor(host: ServiceHost) {
    this.#host = host;
    const metrics = { schedules: 0, due: 0, failed: 0 };
    this.#health = { status: 'ok', since: host.now(), detail: 'Nothing was looked at yet.', metrics };
  }

  start(): void {
    const { schedules, tickSeconds } = this.#host;
    this.#callOff = schedules.tick(tickSeconds, () => void this.pass());
  }

  pass(): Promise<PassResult> {
    const pass = this.#pass().finally(() => this.#passes.delete(pass));
    this.#passes.add(pass);
    return pass;
  }

  health(): ServiceHealth {
    return this.#health;
  }

  async stop(): Promise<void> {
    this.#callOff();
    await Promise.all(this.#passes);
  }

  async #pass(): Promise<PassResult> {
    const { schedules, now, log } = this.#host;
    try {
      const all = await schedules.list();
      const due = all.filter((schedule) => this.#attempts.mayBegin(schedule, now()));
      const failures = (await Promise.all(due.map((schedule) => this.#fire(schedule)))).flatMap(
        (f) => f ?? [],
      );
      this.#show(failures.length > 0 ? 'degraded' : 'ok', failures.join(' ') || 'What was due is fired.');
      this.#count({ schedules: all.length, due: due.length, failed: failures.length });
      if (failures.length === 0) return 'done';
      return failures.length < due.length ? 'partial' : 'failed';
    } catch (cause) {
      const reason = reasonOf(cause);
      log(`the schedules cannot be read: ${reason}`);
      this.#show('down', `The schedules cannot be read: ${reason}`);
      return 'failed';
    }
  }

  /** What went wrong, in words; nothing when it is fired. */
  async #fire(schedule: ServiceSchedule): Promise<string | undefined> {
    const { schedules, now, log } = this.#host;
    this.#attempts.begin(schedule);
    try {
      await schedules.fire(schedule);
      this.#attempts.succeeded(schedule, now());
      return undefined;
    } catch (cause) {
      this.#attempts.failed(schedule, now());
      const failure = `${schedule.id} could not be fired: ${reasonOf(cause)}`;
      log(failure);
      return failure;
    }
  }

  #show(status: ServiceHealth['status'], detail: string): void {
    const since = status === this.#health.status ? this.#health.since : this.#host.now();
    this.#health = { ...this.#health, status, since, detail };
  }

  #count(metrics: ServiceHealth['metrics']): void {
    this.#health = { ...this.#health, metrics };
  }
}

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
