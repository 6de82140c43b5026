import type { ServerResponse } from 'node:http';
import type { Principal } from './principal.ts';
import type { Timers } from './timers.ts';

interface StandingDeps {
  /** Whether this caller would still be let in. */
  readonly stands: (principal: Principal) => Promise<boolean>;
  readonly timers: Timers;
}

interface Running {
  readonly principal: Principal;
  readonly response: ServerResponse;
}

const everyMs = 2_000;

/**
 * Ends what runs for somebody whose credential has ended.
 *
 * A request is checked when it comes in; a stream, a download or a query may outlive that check by hours.
 */
export class Standing {
  readonly #deps: StandingDeps;
  readonly #running = new Set<Running>();
  #callOff: (() => void) | undefined;

  constructor(deps: StandingDeps) {
    this.#deps = deps;
  }

  /** Keeps an eye on a response until it is closed, by whoever. */
  watch(principal: Principal, response: ServerResponse): void {
    if (response.destroyed) return;
    const running = { principal, response };
    this.#running.add(running);
    response.once('close', () => this.#leave(running));
    this.#wait();
  }

  #leave(running: Running): void {
    this.#running.delete(running);
    if (this.#running.size > 0) return;
    this.#callOff?.();
    this.#callOff = undefined;
  }

  #wait(): void {
    this.#callOff ??= this.#deps.timers.after(everyMs, () => {
      this.#callOff = undefined;
      void this.#look();
    });
  }

  /** Asks once for each credential, however many requests it has at a time. */
  async #look(): Promise<void> {
    const byCredential = Map.groupBy(this.#running, credentialOf);
    await Promise.all([...byCredential.values()].map((own) => this.#judge(own)));
    if (this.#running.size > 0) this.#wait();
  }

  async #judge(own: readonly Running[]): Promise<void> {
    const principal = own[0]?.principal;
    // Who cannot be asked about now is asked about at the next look; nobody is cut off for a fault of ours.
    if (!principal || (await this.#deps.stands(principal).catch(() => true))) return;
    for (const { response } of own) response.destroy();
  }
}

const credentialOf = ({ principal: { kind, tokenId, userId } }: Running): string =>
  `${kind} ${tokenId ?? userId}`;
