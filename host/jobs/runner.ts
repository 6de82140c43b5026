import { newId } from '../store/new-id.ts';
import { Attempt, type AttemptDeps, leaseFor } from './attempt.ts';
import { appendEvents } from './events/repository.ts';
import { type Job, type JobHandler, type Lane, type Lease, lanes } from './job.ts';
import { abandonedLeases, changeQueued, nextClaimable, nextDue, type Room } from './repository.ts';
import { settle } from './settle.ts';

type Tx = Parameters<typeof settle>[0];
type Claimed = { readonly job: Job; readonly lease: Lease };

const usual: Readonly<Record<Lane, number>> = {
  heavy: 1,
  light: 2,
  live: 2,
  marketplace: 2,
  plugin: 2,
  query: 1,
};
const grace = 5_000;
const retryAfter = 5_000;
const longestSleep = 3_600_000;

/** What a runner needs. */
export interface RunnerDeps extends AttemptDeps {
  /** Jobs of a lane that run at a time, where it is not as usual. */
  readonly slots?: Partial<Record<Lane, number>>;
}

/** Claims jobs and runs them. Sleeps until something is due or somebody wakes it. */
export class Runner implements AsyncDisposable {
  readonly #deps: RunnerDeps;
  readonly #owner = newId();
  readonly #handlers = new Map<string, JobHandler>();
  readonly #attempts = new Map<string, Attempt>();
  #state: 'new' | 'starting' | 'open' | 'closed' = 'new';
  #working: Promise<void> | undefined;
  #again = false;
  #isHeld = false;
  #callOff = () => {};

  constructor(deps: RunnerDeps) {
    this.#deps = deps;
  }

  handle(kind: string, handler: JobHandler): void {
    this.#handlers.set(kind, handler);
    this.wake();
  }

  kinds(): readonly string[] {
    return [...this.#handlers.keys()];
  }

  start(): void {
    this.#state = 'starting';
    this.wake();
  }

  /** Looks for work. Nothing is waited for: a claim follows a commit at once. */
  wake(): void {
    if (this.#state !== 'starting' && this.#state !== 'open') return;
    this.#again = true;
    this.#working ??= this.#work();
  }

  /** While it is held nothing new is claimed; what runs goes on. */
  hold(isHeld: boolean): void {
    const isOver = this.#isHeld && !isHeld;
    this.#isHeld = isHeld;
    if (isOver) this.wake();
  }

  /** Tells the handler of this job, if it runs here, that it is no longer wanted. */
  cancel(job: string): void {
    this.#attempts.get(job)?.cancel();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#state = 'closed';
    this.#callOff();
    await this.#working;
    const attempts = [...this.#attempts.values()];
    for (const attempt of attempts) attempt.shutDown();
    const patience = Promise.withResolvers<void>();
    const callOff = this.#deps.timers.after(grace, patience.resolve);
    await Promise.race([Promise.all(attempts.map(({ done }) => done)), patience.promise]);
    callOff();
    for (const attempt of this.#attempts.values()) attempt.abandon();
  }

  async #work(): Promise<void> {
    while (this.#again && this.#state !== 'closed') {
      this.#again = false;
      await this.#claimAndSleep().catch((error) => {
        this.#deps.log('jobs cannot be claimed; trying again in 5 s', error);
        this.#sleep(retryAfter);
      });
    }
    this.#working = undefined;
  }

  async #claimAndSleep(): Promise<void> {
    const { store, now, changed } = this.#deps;
    // One instant for the whole pass: what becomes due between two looks would be slept through.
    const pass = await store.keep((tx) => this.#pass(tx, new Date(now())));
    if (this.#state === 'starting') this.#state = 'open';
    for (const { id } of pass.recovered) changed(id);
    for (const each of pass.claimed) this.#run(each);
    this.#sleep(pass.due ? pass.due.getTime() - now() : longestSleep);
  }

  async #pass(tx: Tx, at: Date) {
    const recovered = await this.#recover(tx, at);
    const claimed = await this.#claimAll(tx, at);
    const alive = [...this.#attempts.keys(), ...claimed.map(({ job }) => job.id)];
    return { recovered, claimed, due: await nextDue(tx, { now: at, alive }) };
  }

  #sleep(ms: number): void {
    this.#callOff();
    this.#again ||= ms <= 0;
    if (this.#again || this.#state === 'closed') return;
    this.#callOff = this.#deps.timers.after(Math.min(longestSleep, ms), () => this.wake());
  }

  /** The store has one process, so whoever held a lease before this start is gone. */
  async #recover(tx: Tx, at: Date): Promise<readonly Lease[]> {
    const alive = [...this.#attempts.keys()];
    const leases = await abandonedLeases(tx, { now: at, alive, starting: this.#state === 'starting' });
    for (const lease of leases) {
      const { random } = this.#deps;
      await settle(tx, lease, { ending: { how: 'interrupted' }, now: at.getTime(), random });
    }
    return leases;
  }

  async #claimAll(tx: Tx, at: Date): Promise<Claimed[]> {
    const claimed: Claimed[] = [];
    const claimNext = () => this.#claimOne(tx, this.#room(claimed, at));
    for (let next = await claimNext(); next; next = await claimNext()) claimed.push(next);
    return claimed;
  }

  async #claimOne(tx: Tx, room: Room): Promise<Claimed | undefined> {
    const { now } = room;
    const found = await nextClaimable(tx, room);
    if (!found) return undefined;
    const lease = { id: found.id, token: newId() };
    const job = await changeQueued(tx, found.id, {
      status: 'running',
      attempt: found.attempt + 1,
      lease_owner: this.#owner,
      lease_token: lease.token,
      lease_expires_at: new Date(now.getTime() + leaseFor),
      heartbeat_at: now,
      started_at: now,
      progress: null,
    });
    if (!job) return undefined;
    const data = { status: 'running', attempt: job.attempt };
    await appendEvents(tx, { id: job.id, at: now }, [{ type: 'state', data }]);
    return { job, lease };
  }

  #room(claimed: readonly Claimed[], now: Date): Room {
    const slots = { ...usual, ...this.#deps.slots };
    const busy = [...this.#attempts.values(), ...claimed].map(({ job }) => job.lane);
    const isFree = (lane: Lane) =>
      !this.#isHeld && busy.filter((taken) => taken === lane).length < slots[lane];
    return { now, lanes: lanes.filter(isFree), kinds: this.kinds() };
  }

  #run({ job, lease }: Claimed): void {
    const handler = this.#handlers.get(job.kind);
    if (!handler) return;
    const attempt = new Attempt({ job, lease, handler }, this.#deps);
    this.#attempts.set(job.id, attempt);
    this.#deps.changed(job.id);
    void attempt.done.then(() => {
      this.#attempts.delete(job.id);
      this.wake();
    });
  }
}
