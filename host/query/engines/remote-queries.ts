import type { LoadedConnector } from '../../kernel/loaded.ts';
import type { LandedTable, QueryScope } from '../scope.ts';
import { bring } from './bring.ts';
import { checkCaps, scanCapOf } from './cost-guard.ts';
import type { Engines } from './engines.ts';
import {
  type Estimated,
  emptyTable,
  isScanned,
  landedTables,
  type Most,
  type Needed,
  scanOf,
} from './landed-need.ts';
import type { RemoteAsk } from './remote-ask.ts';
import type { RemotePlans } from './remote-plans.ts';
import type { BudgetedScan, ScanBudget } from './scan-budget.ts';

/** What statements over tables at sources need. */
export interface RemoteQueriesDeps {
  readonly plans: Pick<RemotePlans, 'resolve' | 'plan' | 'estimate'>;
  readonly engines: Pick<Engines, 'run'>;
  readonly connectors: {
    connector(type: string, source?: string): Pick<LoadedConnector, 'contribution'> | undefined;
  };
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
  /** True: they have more rows than were to be brought. */
  readonly isCut: boolean;
}

/** Brings what a statement needs of tables at sources: planned, estimated and counted before anything is read. */
export class RemoteQueries {
  readonly #deps: RemoteQueriesDeps;

  constructor(deps: RemoteQueriesDeps) {
    this.#deps = deps;
  }

  /** Nothing when the statement names no table at a source that the caller may read. */
  async prepare(ask: RemoteAsk): Promise<PreparedQuery | undefined> {
    const { plans, budget } = this.#deps;
    const resolved = await plans.resolve(ask);
    if (!resolved) return undefined;
    await using held = new AsyncDisposableStack();
    const isRead = resolved.remotes.length > 0;
    const scan = isRead ? held.use(await budget.enter(ask.principal.userId)) : undefined;
    const { needed, plan } = await plans.plan(ask, resolved);
    const { landed, scannedBytes, isCut } = scan
      ? await this.#read(ask, needed, { scan, held })
      : { landed: [], scannedBytes: 0, isCut: false };
    const views = resolved.locals.map(({ resource: { name, files } }) => ({ name, files }));
    const kept = held.move();
    return {
      scope: { key: `remote ${ask.queryId}`, views, landed: [...(ask.given ?? []), ...landed] },
      ...(plan.inPlace !== undefined && { inPlace: plan.inPlace }),
      tableIds: resolved.remotes.map(({ table }) => table.id),
      ...{ scannedBytes, isCut },
      [Symbol.asyncDispose]: () => kept.disposeAsync(),
    };
  }

  /** Bytes that a statement would read at sources; nothing when it names no table there that the caller may read. */
  async estimate(ask: RemoteAsk): Promise<number | undefined> {
    const { plans } = this.#deps;
    const resolved = await plans.resolve(ask);
    if (!resolved) return undefined;
    const { needed } = await plans.plan(ask, resolved);
    const estimated = await Promise.all(needed.map((one) => plans.estimate(ask, one)));
    return estimated.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  async #read(ask: RemoteAsk, needed: readonly Needed[], { scan, held }: Reading): Promise<Brought> {
    const estimated = await this.#estimated(ask, needed, scan);
    return this.#brought(ask, estimated, { scan, held });
  }

  /** All that is going to be read is known, and allowed, before anything is. */
  async #estimated(
    ask: RemoteAsk,
    needed: readonly Needed[],
    scan: BudgetedScan,
  ): Promise<readonly Estimated[]> {
    const { connectors, plans } = this.#deps;
    const estimated = await Promise.all(needed.map((one) => plans.estimate(ask, one)));
    checkCaps(estimated, connectors);
    await scan.expect(estimated.reduce((sum, { bytes }) => sum + bytes, 0));
    return estimated;
  }

  async #brought(ask: RemoteAsk, estimated: readonly Estimated[], { scan, held }: Reading): Promise<Brought> {
    const { engines, connectors } = this.#deps;
    const most = ask.scan?.most ?? this.#deps.most;
    const landed: LandedTable[] = [];
    let scannedBytes = 0;
    let isCut = false;
    for (const one of estimated) {
      if (!isScanned(one)) landed.push(emptyTable(one));
      else {
        const { source, bytes, table } = one;
        const wanted = { source, bytes, statement: scanOf(one), label: table.id };
        const maxBytes = scanCapOf(source, connectors.connector(source.type, source.slug));
        const brought = await bring(wanted, { ask, maxBytes, most, engines, scan, held });
        landed.push(...landedTables(one, brought.rows));
        scannedBytes += brought.bytes;
        isCut ||= brought.rows.isCut === true;
      }
    }
    return { landed, scannedBytes, isCut };
  }
}

interface Reading {
  readonly scan: BudgetedScan;
  readonly held: AsyncDisposableStack;
}

interface Brought extends Pick<PreparedQuery, 'scannedBytes' | 'isCut'> {
  readonly landed: readonly LandedTable[];
}
