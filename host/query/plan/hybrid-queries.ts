import type { Principal } from '../../http/principal.ts';
import type { LoadedConnector } from '../../kernel/loaded.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Source } from '../../registry/source.ts';
import { startDeadline } from '../deadline.ts';
import { type Bringing, bring } from '../engines/bring.ts';
import { checkCap, scanCapOf } from '../engines/cost-guard.ts';
import type { Engines } from '../engines/engines.ts';
import type { Most } from '../engines/landed-need.ts';
import type { BudgetedScan, ScanBudget } from '../engines/scan-budget.ts';
import type { Queries } from '../queries.ts';
import type { QueryCall, QueryResult } from '../query-ask.ts';
import { logEntry, outcomeOf, type QueryLogEntry } from '../query-log.ts';
import type { LandedTable } from '../scope.ts';
import { checkAliases } from './alias-name.ts';
import { hybridRefused } from './errors.ts';
import { forAlias, forQuery, partOf } from './hybrid-refusal.ts';

/** What hybrid queries need. */
export interface HybridDeps {
  readonly queries: Pick<Queries, 'run'>;
  readonly engines: Pick<Engines, 'has' | 'estimate' | 'run'>;
  readonly registry: Pick<Registry, 'sources'>;
  readonly connectors: {
    connector(type: string, source?: string): Pick<LoadedConnector, 'contribution'> | undefined;
  };
  readonly budget: Pick<ScanBudget, 'enter'>;
  /** How much one alias may bring. */
  readonly most: Most;
  /** Of the whole: `rows` of its answer. */
  readonly limits: { readonly rows: number; readonly timeoutMs: number };
  /** Told about every statement that went to BigQuery, or was to. */
  readonly onQuery: (entry: QueryLogEntry) => void;
  readonly newId: () => string;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
}

/** A statement, and statements of BigQuery whose answers it may read by their alias. */
export interface HybridAsk {
  readonly sql: string;
  readonly registerBq: Readonly<Record<string, string>>;
}

/** Brings answers of BigQuery under the names asked for, and runs a statement over them and what is here. */
export class HybridQueries {
  readonly #deps: HybridDeps;

  constructor(deps: HybridDeps) {
    this.#deps = deps;
  }

  /** For administrators: what BigQuery is asked is not held against grants. */
  async run(principal: Principal, { sql, registerBq }: HybridAsk, call: QueryCall): Promise<QueryResult> {
    const { queries, limits, now, newId } = this.#deps;
    const since = now();
    const wanted = Object.entries(registerBq).map(([alias, text]): Alias => ({ alias, text }));
    checkAliases(wanted.map(({ alias }) => alias));
    await using held = new AsyncDisposableStack();
    const given =
      wanted.length > 0 ? await this.#given(wanted, { principal, call, queryId: newId(), held }) : [];
    const timeoutMs = Math.max(1, limits.timeoutMs - (now() - since));
    const tables = given.length > 0 ? { given } : {};
    const ask = { sql, format: 'json', limit: limits.rows, timeoutMs, ...tables } as const;
    const result = await forQuery(() => queries.run(principal, ask, call));
    // The rows, and the place at the source, are held until the answer has ended.
    const kept = held.move();
    const over = (): Promise<void> => kept.disposeAsync();
    void result.end.then(over, over);
    return result;
  }

  async #given(wanted: readonly Alias[], asked: Asked): Promise<readonly LandedTable[]> {
    const { limits, budget } = this.#deps;
    const { principal, call, held } = asked;
    const [{ alias: first } = { alias: '' }] = wanted;
    const source = await this.#source(first);
    using deadline = startDeadline(limits.timeoutMs, call.signal);
    const scan = held.use(await forAlias(first, () => budget.enter(principal.userId)));
    const running = { ...asked, source, scan, signal: deadline.signal };
    const estimated = await this.#estimated(wanted, running);
    const landed: LandedTable[] = [];
    for (const one of estimated) landed.push(await forAlias(one.alias, () => this.#landed(one, running)));
    return landed;
  }

  async #source(alias: string): Promise<Source> {
    const { registry, engines } = this.#deps;
    const sources = (await registry.sources()).filter((one) => one.type === 'bigquery' && engines.has(one));
    const source = sources.find(({ isDefault }) => isDefault) ?? sources[0];
    if (source) return source;
    throw hybridRefused({
      part: partOf(alias),
      fault: 'bq_error',
      reason: 'no source of the type bigquery is set up and enabled',
      remedy: 'Set one up: agnes admin source add, or data_source in instance.yaml.',
    });
  }

  /** All that is going to be read is known, and allowed, before anything is. */
  async #estimated(
    wanted: readonly Alias[],
    { source, scan, signal }: Running,
  ): Promise<readonly Estimated[]> {
    const { engines } = this.#deps;
    const cap = this.#capOf(source);
    const estimated: Estimated[] = [];
    for (const { alias, text } of wanted) {
      const bytes = await forAlias(alias, async () => {
        const { bytes: own } = await engines.estimate(source, { kind: 'sql', sql: text }, signal);
        const total = estimated.reduce((sum, one) => sum + one.bytes, own);
        checkCap(
          { tables: [...estimated, { alias }].map((one) => ({ name: one.alias })), bytes: total },
          cap,
        );
        await scan.expect(own);
        return own;
      });
      estimated.push({ alias, text, bytes });
    }
    return estimated;
  }

  #capOf(source: Source): number | undefined {
    return scanCapOf(source, this.#deps.connectors.connector(source.type, source.slug));
  }

  async #landed({ alias, text, bytes }: Estimated, running: Running): Promise<LandedTable> {
    const { engines, most, limits, now } = this.#deps;
    const { principal, queryId, source, scan, held, signal } = running;
    const since = now();
    const ask = { principal, queryId, signal, timeoutMs: limits.timeoutMs };
    const bringing: Bringing = { ask, maxBytes: this.#capOf(source), most, engines, scan, held };
    const wanted = { source, bytes, statement: { kind: 'sql', sql: text }, label: alias } as const;
    try {
      const { rows: landed, bytes: scannedBytes } = await bring(wanted, bringing);
      this.#note(running, { sql: text, since, status: 'ok', rows: landed.rows, scannedBytes });
      const { columns, rows, path } = landed;
      return { place: ['', '', alias], columns, ...(rows > 0 && { path }) };
    } catch (error) {
      this.#note(running, { sql: text, since, ...outcomeOf(error) });
      throw error;
    }
  }

  #note({ principal, call, queryId }: Running, { sql, since, ...outcome }: Noted): void {
    const noted = { principal, call, queryId, since, ask: { sql } };
    this.#deps.onQuery(logEntry(noted, outcome, this.#deps.now()));
  }
}

interface Alias {
  readonly alias: string;
  readonly text: string;
}

interface Estimated extends Alias {
  readonly bytes: number;
}

interface Asked {
  readonly principal: Principal;
  readonly call: QueryCall;
  readonly queryId: string;
  readonly held: AsyncDisposableStack;
}

interface Running extends Asked {
  readonly source: Source;
  readonly scan: BudgetedScan;
  readonly signal: AbortSignal;
}

type Noted = Pick<QueryLogEntry, 'sql' | 'status'> & Partial<QueryLogEntry> & { readonly since: number };
