import { tableNotAvailable } from '../errors.ts';
import type { QueryPool } from '../pool.ts';
import type { RemoteNeed, RemotePlan } from '../protocol.ts';
import { checkReferences } from './cost-guard.ts';
import type { Engines } from './engines.ts';
import { unsupportedEntity } from './errors.ts';
import { type Estimated, isScanned, type Needed, scanOf } from './landed-need.ts';
import type { RemoteAsk } from './remote-ask.ts';
import type { RemoteTables } from './remote-tables.ts';
import { type NamedRemote, type PlacesDeps, type Resolved, resolvePlaces } from './resolve-places.ts';

/** What planning needs. */
export interface RemotePlansDeps extends PlacesDeps {
  readonly pool: Pick<QueryPool, 'names' | 'plan'>;
  readonly engines: Pick<Engines, 'has' | 'estimate'>;
  readonly remoteTables: Pick<RemoteTables, 'known'>;
}

/** What a statement needs of each table at a source, and what is run here in its place. */
export interface Planned {
  readonly needed: readonly Needed[];
  readonly plan: RemotePlan;
}

/** Says what statements need of tables at sources, and what that would cost. Nothing is read. */
export class RemotePlans {
  readonly #deps: RemotePlansDeps;

  constructor(deps: RemotePlansDeps) {
    this.#deps = deps;
  }

  /** Nothing when every table is here. Throws for what the caller may not read. */
  async resolve({
    sql,
    signal,
    principal,
    generation,
    given = [],
  }: RemoteAsk): Promise<Resolved | undefined> {
    const places = await this.#deps.pool.names(sql, { user: principal.userId, stop: signal });
    const published = [...generation.tables.values()];
    return resolvePlaces(
      places,
      { principal, published, given: given.map(({ place }) => place) },
      this.#deps,
    );
  }

  async plan(ask: RemoteAsk, { remotes }: Resolved): Promise<Planned> {
    const { principal, sql, params, limit, signal, scan } = ask;
    if (remotes.length === 0) return { needed: [], plan: { needs: [] } };
    const described = await Promise.all(remotes.map((remote) => this.#described(remote, signal)));
    const uses = described.map(({ place, description: { columns } }) => ({ place, columns }));
    const asker = { user: principal.userId, stop: signal };
    const plan = await this.#deps.pool.plan({ sql, params, limit, remotes: uses }, asker);
    const needed = described.map((remote, index) => ({
      ...remote,
      need: withCondition(plan.needs[index] ?? { place: remote.place, ...nothing }, remote, scan),
    }));
    return { needed, plan };
  }

  /** Throws when the source cannot say, and when it says that something is read which the caller may not. */
  async estimate({ principal, signal }: RemoteAsk, needed: Needed): Promise<Estimated> {
    if (!isScanned(needed)) return { ...needed, bytes: 0 };
    const { engines, registry, access } = this.#deps;
    const estimate = await engines.estimate(needed.source, scanOf(needed), signal);
    checkReferences(estimate, needed, { principal, access, tables: await registry.tables() });
    const { tables: _read, ...cost } = estimate;
    return { ...needed, ...cost };
  }

  async #described(remote: NamedRemote, signal: AbortSignal): Promise<Omit<Needed, 'need'>> {
    const { table, source } = remote;
    const description = await this.#deps.remoteTables.known(table, source, signal);
    if (description.kind === 'other' || description.columns.length === 0) {
      throw unsupportedEntity({ table: table.name });
    }
    return { ...remote, description };
  }
}

const nothing = { columns: [], filters: [] };

/** The condition of a scan holds for the one table that it was written for. */
const withCondition = (need: RemoteNeed, { table }: NamedRemote, scan: RemoteAsk['scan']): RemoteNeed => {
  if (!scan?.condition) return need;
  if (scan.condition.tableId !== table.id) throw tableNotAvailable({ table: scan.condition.table });
  return { ...need, condition: scan.condition.text };
};
