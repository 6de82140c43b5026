import { isColumnType, type RemoteDescription, type RemoteTable } from '@agnes/sdk';
import type { Descriptions } from '../../registry/remote/descriptions.ts';
import type { Source } from '../../registry/source.ts';
import type { Table } from '../../registry/table.ts';
import type { Described, Engines } from './engines.ts';

interface RemoteTablesDeps {
  readonly engines: Pick<Engines, 'describe' | 'has'>;
  readonly descriptions: Pick<Descriptions, 'all' | 'put'>;
  /** Milliseconds UTC. */
  readonly now: () => number;
}

/** A description older than this is asked for again, beside the work that uses it. */
const freshMs = 3_600_000;

/** The table as its engine knows it. */
export const asRemote = ({ id, name, bucket, sourceTable = '' }: Table): RemoteTable => ({
  id,
  name,
  sourceTable,
  ...(bucket !== undefined && { bucket }),
});

/** What is known of tables that stay at their sources; asked for when it is needed, and kept. */
export class RemoteTables {
  readonly #deps: RemoteTablesDeps;
  readonly #asking = new Map<string, Promise<Described>>();

  constructor(deps: RemoteTablesDeps) {
    this.#deps = deps;
  }

  /** True when the tables of this source can be asked where they are. */
  has(source: Source): boolean {
    return this.#deps.engines.has(source);
  }

  /** What the source says of a table now; nothing is kept. */
  async describe(table: Table, source: Source, signal: AbortSignal): Promise<Described> {
    const described = await this.#deps.engines.describe(source, asRemote(table), signal);
    return 'error' in described ? described : { description: usable(described.description) };
  }

  /** The same, kept. Whoever asks while somebody else does gets the same answer. */
  renew(table: Table, source: Source, signal: AbortSignal): Promise<Described> {
    const asking = this.#asking.get(table.id) ?? this.#renewed(table, source, signal);
    this.#asking.set(table.id, asking);
    const done = (): void => {
      if (this.#asking.get(table.id) === asking) this.#asking.delete(table.id);
    };
    asking.then(done, done);
    return asking;
  }

  /** What is kept of a table, else what its source says; throws what the source refuses with. */
  async known(table: Table, source: Source, signal: AbortSignal): Promise<RemoteDescription> {
    const kept = (await this.#deps.descriptions.all()).get(table.id);
    if (kept?.sourceId === source.id) {
      if (this.#deps.now() - kept.at.getTime() > freshMs) {
        // Nobody waits for it: what is kept serves until the source says otherwise.
        void this.renew(table, source, AbortSignal.timeout(60_000)).catch(() => {});
      }
      return kept.description;
    }
    const described = await this.renew(table, source, signal);
    if ('error' in described) throw described.error;
    return described.description;
  }

  /** True when what is kept was said by its source since then. */
  async isFresh({ id, sourceId }: Table, since: Date): Promise<boolean> {
    const kept = (await this.#deps.descriptions.all()).get(id);
    return kept !== undefined && kept.sourceId === sourceId && kept.at >= since;
  }

  async #renewed(table: Table, source: Source, signal: AbortSignal): Promise<Described> {
    const described = await this.describe(table, source, signal);
    if ('description' in described) {
      await this.#deps.descriptions.put(table.id, source.id, described.description);
    }
    return described;
  }
}

/** A column of a type that nobody here knows is not there. */
const usable = (description: RemoteDescription): RemoteDescription => ({
  ...description,
  columns: description.columns.filter(({ type }) => isColumnType(type)),
});
