import type { LoadedConnector } from '../../kernel/loaded.ts';
import { tableNotAvailable } from '../errors.ts';
import type { QueryPool } from '../pool.ts';
import type { RemoteNeed, RemotePlan } from '../protocol.ts';
import type { LandedTable, QueryScope } from '../scope.ts';
import { bring } from './bring.ts';
import { checkCap, checkReferences, scanCapOf } from './cost-guard.ts';
import type { Engines } from './engines.ts';
import { unsupportedEntity } from './errors.ts';
import { type Estimated, emptyTable, isScanned, type Most, type Needed, scanOf } from './landed-need.ts';
import type { RemoteAsk } from './remote-ask.ts';
import type { RemoteTables } from './remote-tables.ts';
import { type NamedRemote, type PlacesDeps, type Resolved, resolvePlaces } from './resolve-places.ts';
import type { BudgetedScan, ScanBudget } from './scan-budget.ts';

/** What statements over tables at sources need. */
export interface RemoteQueriesDeps extends PlacesDeps {
  readonly pool: Pick<QueryPool, 'names' | 'plan'>;
  readonly engines: Pick<Engines, 'has' | 'estimate' | 'run'>;
  readonly connectors: { connector(type: string): Pick<LoadedConnector, 'contribution'> | undefined };
  readonly remoteTables: Pick<RemoteTables, 'known'>;
  readonly budget: Pick<ScanBudget, 'enter'>;
  /** How much a statement may bring of one table. */
  readonly most: Most;
}

/** A statement whose tables are all here now. Its files, and its place at the sources, are held until it is disposed of. */
export interface PreparedQuery extends AsyncDisposable {
  readonly scope: QueryScope;
  readonly inPlace?: string;
  /** Tables at sources that it names. */
  readonly tableIds: readonly string[];
  /** What was read of them. */
  readonly scannedBytes: number;
}

/** Brings what a statement needs of tables at sources: planned, estimated and counted before anything is read. */
export class RemoteQueries {
  readonly #deps: RemoteQueriesDeps;

  constructor(deps: RemoteQueriesDeps) {
    this.#deps = deps;
  }

  /** Nothing when the statement names no table at a source that the caller may read. */
  async prepare(ask: RemoteAsk): Promise<PreparedQuery | undefined> {
    const { budget } = this.#deps;
    const resolved = await this.#resolved(ask);
    if (!resolved) return undefined;
    await using held = new AsyncDisposableStack();
    const scan = held.use(await budget.enter(ask.principal.userId));
    const { needed, plan } = await this.#planned(ask, resolved);
    const estimated = await this.#estimated(ask, needed, scan);
    const { landed, scannedBytes } = await this.#brought(ask, estimated, { scan, held });
    const views = resolved.locals.map(({ resource: { name, files } }) => ({ name, files }));
    const kept = held.move();
    return {
      scope: { key: `remote ${ask.queryId}`, views, landed },
      ...(plan.inPlace !== undefined && { inPlace: plan.inPlace }),
      tableIds: resolved.remotes.map(({ table }) => table.id),
      scannedBytes,
      [Symbol.asyncDispose]: () => kept.disposeAsync(),
    };
  }

  /** Bytes that a statement would read at sources; nothing when it names no table there that the caller may read. */
  async estimate(ask: RemoteAsk): Promise<number | undefined> {
    const resolved = await this.#resolved(ask);
    if (!resolved) return undefined;
    const { needed } = await this.#planned(ask, resolved);
    const estimated = await Promise.all(needed.map((one) => this.#estimate(ask, one)));
    return estimated.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  async #resolved({ sql, principal, generation, signal }: RemoteAsk): Promise<Resolved | undefined> {
    const published = [...generation.tables.values()];
    const places = await this.#deps.pool.names(sql, signal);
    return await resolvePlaces(places, { principal, published }, this.#deps);
  }

  async #planned(
    { sql, params, limit, signal, scan }: RemoteAsk,
    { remotes }: Resolved,
  ): Promise<{ readonly needed: readonly Needed[]; readonly plan: RemotePlan }> {
    const described = await Promise.all(remotes.map((remote) => this.#described(remote, signal)));
    const uses = described.map(({ place, description: { columns } }) => ({ place, columns }));
    const plan = await this.#deps.pool.plan({ sql, params, limit, remotes: uses }, signal);
    const needed = described.map((remote, index) => ({
      ...remote,
      need: withCondition(plan.needs[index] ?? { place: remote.place, ...nothing }, remote, scan),
    }));
    return { needed, plan };
  }

  async #described(remote: NamedRemote, signal: AbortSignal): Promise<Omit<Needed, 'need'>> {
    const { table, source } = remote;
    const description = await this.#deps.remoteTables.known(table, source, signal);
    if (description.kind === 'other' || description.columns.length === 0) {
      throw unsupportedEntity({ table: table.name });
    }
    return { ...remote, description };
  }

  /** All that is going to be read is known, and allowed, before anything is. */
  async #estimated(
    ask: RemoteAsk,
    needed: readonly Needed[],
    scan: BudgetedScan,
  ): Promise<readonly Estimated[]> {
    const { connectors } = this.#deps;
    const estimated = await Promise.all(needed.map((one) => this.#estimate(ask, one)));
    for (const [source, own] of Map.groupBy(estimated.filter(isScanned), (one) => one.source)) {
      const bytes = own.reduce((sum, one) => sum + one.bytes, 0);
      const tables = own.map(({ table }) => table);
      checkCap({ tables, bytes }, scanCapOf(source, connectors.connector(source.type)));
    }
    await scan.expect(estimated.reduce((sum, { bytes }) => sum + bytes, 0));
    return estimated;
  }

  async #estimate({ principal, signal }: RemoteAsk, needed: Needed): Promise<Estimated> {
    if (!isScanned(needed)) return { ...needed, bytes: 0 };
    const { engines, registry, access } = this.#deps;
    const estimate = await engines.estimate(needed.source, scanOf(needed), signal);
    checkReferences(estimate, needed, { principal, access, tables: await registry.tables() });
    return { ...needed, bytes: estimate.bytes };
  }

  async #brought(
    ask: RemoteAsk,
    estimated: readonly Estimated[],
    { scan, held }: { readonly scan: BudgetedScan; readonly held: AsyncDisposableStack },
  ): Promise<{ readonly landed: readonly LandedTable[]; readonly scannedBytes: number }> {
    const { engines, connectors } = this.#deps;
    const most = ask.scan?.most ?? this.#deps.most;
    const landed: LandedTable[] = [];
    let scannedBytes = 0;
    for (const one of estimated) {
      if (!isScanned(one)) landed.push(emptyTable(one));
      else {
        const maxBytes = scanCapOf(one.source, connectors.connector(one.source.type));
        const brought = await bring(one, { ask, maxBytes, most, engines, scan, held });
        landed.push(...brought.tables);
        scannedBytes += brought.bytes;
      }
    }
    return { landed, scannedBytes };
  }
}

const nothing = { columns: [], filters: [] };

/** The condition of a scan holds for the one table that it was written for. */
const withCondition = (need: RemoteNeed, { table }: NamedRemote, scan: RemoteAsk['scan']): RemoteNeed => {
  if (!scan?.condition) return need;
  if (scan.condition.tableId !== table.id) throw tableNotAvailable({ table: scan.condition.table });
  return { ...need, condition: scan.condition.text };
};
