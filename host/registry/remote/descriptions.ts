import type { RemoteDescription } from '@agnes/sdk';
import type { SystemStore } from '../../store/system-store.ts';
import { allDescriptions, type KeptDescription, putDescription } from './description-repository.ts';

interface DescriptionsDeps {
  readonly store: Pick<SystemStore, 'read' | 'keep'>;
  /** Milliseconds UTC. */
  readonly now: () => number;
}

type Known = ReadonlyMap<string, KeptDescription>;

/** What sources say of the tables that stay there: columns, and how large they are. The only writer, so it may answer from memory. */
export class Descriptions {
  readonly #deps: DescriptionsDeps;
  #known: Promise<Known> | undefined;

  constructor(deps: DescriptionsDeps) {
    this.#deps = deps;
  }

  /** By table id. Another map whenever anything has changed. */
  all(): Promise<Known> {
    this.#known ??= this.#load().catch((cause) => {
      this.#known = undefined;
      throw cause;
    });
    return this.#known;
  }

  async of(tableId: string): Promise<RemoteDescription | undefined> {
    return (await this.all()).get(tableId)?.description;
  }

  async put(tableId: string, sourceId: string, description: RemoteDescription): Promise<void> {
    const kept = { tableId, sourceId, description, at: new Date(this.#deps.now()) };
    await this.#deps.store.keep((tx) => putDescription(tx, kept));
    this.#known = Promise.resolve(new Map([...(await this.all()), [tableId, kept]]));
  }

  /** Drops from memory what went with its table. */
  async forget(tableIds: readonly string[]): Promise<void> {
    const known = await this.all();
    if (!tableIds.some((id) => known.has(id))) return;
    this.#known = Promise.resolve(new Map([...known].filter(([id]) => !tableIds.includes(id))));
  }

  async #load(): Promise<Known> {
    const kept = await allDescriptions(this.#deps.store.read);
    return new Map(kept.map((one) => [one.tableId, one]));
  }
}
