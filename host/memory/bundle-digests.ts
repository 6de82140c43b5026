import { createHash } from 'node:crypto';
import type { Principal } from '../http/principal.ts';
import { type Bundle, bundleFor } from './bundle.ts';
import type { Memory } from './memory.ts';
import type { ShelvedItem } from './shelf.ts';
import type { Viewer } from './visibility.ts';

interface Kept {
  readonly digest: string;
  /** Milliseconds UTC. */
  readonly until: number;
}

/** Ranks fade by themselves; how long nobody looks whether two have changed places. */
const believedMs = 10 * 60_000;
/** People whose digest is remembered. */
const remembered = 2_000;

/** What bundles hold, as digests: computed once for each person while neither what is known nor who they are changes. */
export class BundleDigests {
  readonly #memory: Pick<Memory, 'viewer' | 'items' | 'decay'>;
  #items: readonly ShelvedItem[] = [];
  readonly #kept = new Map<string, Kept>();

  constructor(memory: Pick<Memory, 'viewer' | 'items' | 'decay'>) {
    this.#memory = memory;
  }

  /** Of the bundle that somebody gets now. Who they are is asked first, whatever is remembered. */
  async of(principal: Principal): Promise<string> {
    const items = await this.#memory.items();
    const viewer = this.#memory.viewer(principal);
    if (this.#items !== items) this.#kept.clear();
    this.#items = items;
    const key = keyOf(viewer);
    const found = this.#kept.get(key);
    const kept = found && found.until > viewer.now ? found : this.#made(viewer, items);
    // What was asked for last is forgotten last.
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > remembered && oldest !== undefined) this.#kept.delete(oldest);
    return kept.digest;
  }

  #made(viewer: Viewer, items: readonly ShelvedItem[]): Kept {
    const ends = items.flatMap(({ valid_until }) => valid_until?.getTime() ?? []);
    const until = ends.filter((end) => end > viewer.now).reduce(earlier, viewer.now + believedMs);
    return { digest: digestOf(bundleFor(viewer, items, this.#memory.decay)), until };
  }
}

/** Another one exactly when agents of somebody have something else to go by: texts, their places and their order. */
export const digestOf = ({ mandatory, approved }: Bundle): string => {
  const rules = [...mandatory, ...approved].map(fieldsOf);
  return createHash('sha256').update(JSON.stringify(rules)).digest('hex');
};

const fieldsOf = ({ id, status, title, content, domain, category }: ShelvedItem): readonly unknown[] => [
  ...[id, status, title, content],
  ...[domain, category],
];

const earlier = (one: number, other: number): number => Math.min(one, other);

const keyOf = ({ userId, email, isAdmin, audiences, domains }: Viewer): string =>
  JSON.stringify([userId, email, isAdmin, [...audiences].sort(), [...domains].sort()]);
