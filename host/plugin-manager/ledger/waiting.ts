import type { CodeFailure, CodeStamp, HookCall, Use } from '../../kernel/ledger.ts';
import type { ErrorGroup } from './error-repository.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { NotedCall } from './kept-call.ts';
import { Sampling } from './sampling.ts';
import type { UseCount } from './use-repository.ts';

/** Calls that wait at most. */
const mostCalls = 2_000;
/** Groups of failures, and of uses, that wait at most. */
const mostGroups = 1_000;
/** Names of what was refused to one plugin that are told apart; a plugin may make up as many as it likes. */
const mostRefused = 100;

/** What was noted and is not yet written down. Adding to it is all that a call waits for. */
export class Waiting {
  readonly calls: NotedCall[] = [];
  readonly errors = new Map<string, ErrorGroup>();
  readonly uses = new Map<string, UseCount>();
  readonly #sampling = new Sampling();
  readonly #refused = new Map<string, Set<string>>();
  readonly #onDropped: (what: 'call' | 'error' | 'use') => void;

  constructor(onDropped: (what: 'call' | 'error' | 'use') => void) {
    this.#onDropped = onDropped;
  }

  get isEmpty(): boolean {
    return this.calls.length + this.errors.size + this.uses.size === 0;
  }

  call(call: HookCall, at: number, generation: number | undefined): void {
    const key = `${call.plugin}#${call.hook}#${call.tap}`;
    const leftOut = this.#sampling.admit(key, { at, always: call.failure !== undefined });
    if (leftOut === undefined) return;
    if (this.calls.length >= mostCalls) this.#onDropped('call');
    else this.calls.push({ call, at, generation, leftOut });
  }

  error(failure: CodeFailure, at: number): void {
    const fingerprint = fingerprintOf(failure);
    const known = this.errors.get(fingerprint);
    if (known) {
      known.count += 1;
      known.lastAt = at;
    } else if (this.errors.size >= mostGroups) this.#onDropped('error');
    else this.errors.set(fingerprint, { fingerprint, failure, count: 1, firstAt: at, lastAt: at });
  }

  use({ plugin, capability: asked, refused = false }: Use, at: number): void {
    const capability = refused ? this.#nameOf(plugin, asked) : asked;
    const key = `${plugin} ${capability} ${Math.floor(at / dayMs)}`;
    const known = this.uses.get(key);
    if (!known && this.uses.size >= mostGroups) {
      this.#onDropped('use');
      return;
    }
    const count = known ?? { plugin, capability, day: dayOf(at), used: 0, refused: 0, lastAt: at };
    count.used += refused ? 0 : 1;
    count.refused += refused ? 1 : 0;
    count.lastAt = at;
    if (!known) this.uses.set(key, count);
  }

  #nameOf(plugin: CodeStamp['plugin'], capability: string): string {
    const known = this.#refused.get(plugin) ?? new Set();
    this.#refused.set(plugin, known);
    if (known.size < mostRefused) known.add(capability);
    return known.has(capability) ? capability : `${capability.split(':')[0]}:(others)`;
  }
}

/** `YYYY-MM-DD`, UTC. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

const dayMs = 86_400_000;
