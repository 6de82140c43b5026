import { isDeepStrictEqual } from 'node:util';
import type { Metric } from '../../metrics/metric.ts';
import type { MetricFault } from '../../metrics/metric-fault.ts';
import type { Access } from '../access/access.ts';
import { type Intent, markWritten } from '../http/intent.ts';
import type { Principal } from '../http/principal.ts';
import type { QueryPool } from '../query/pool.ts';
import type { Registry } from '../registry/registry.ts';
import type { SystemStore } from '../store/system-store.ts';
import { metricNotFound, tooManyMetrics } from './errors.ts';
import { warningsOf } from './metric-warnings.ts';
import { NamedTables, needOf } from './needed-tables.ts';
import { type KeptMetric, outcomesOf } from './outcomes.ts';
import { allMetrics, deleteMetric, putMetrics } from './repository.ts';
import { readStatements, type StatementsRead, statementsOf } from './statements.ts';
import type { StoredMetric } from './stored-metric.ts';

/** What metrics need. */
export interface MetricsDeps {
  readonly store: Pick<SystemStore, 'read' | 'write' | 'revision'>;
  readonly access: Pick<Access, 'grantedIds'>;
  readonly registry: Pick<Registry, 'tables'>;
  /** Parses statements; none of them is run. */
  readonly pool: Pick<QueryPool, 'names'>;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
}

/** A metric somebody may see. */
export interface SeenMetric {
  readonly metric: StoredMetric;
  /** Tables it lists or reads that are not registered; told to administrators, who alone see such a metric. */
  readonly unknownTables: readonly string[];
  /** Ids of the tables it lists and of those its statements read. */
  readonly tableIds: ReadonlySet<string>;
}

/** What was kept, and what an administrator should know of it. */
export interface Kept {
  readonly kept: readonly KeptMetric[];
  readonly warnings: readonly MetricFault[];
}

/** What is to be kept, and by whom. */
export interface Keeping {
  readonly metrics: readonly Metric[];
  readonly source: string;
  readonly principal: Pick<Principal, 'userId'>;
  /** Set: only says what would become of it. */
  readonly isDry?: boolean;
}

const mostMetrics = 5_000;
/** What is not parsed by then counts as what cannot be parsed. */
const parseMs = 30_000;

/** Business metrics: kept as text, shown to those who may read every table they need, and never run. */
export class Metrics {
  readonly #deps: MetricsDeps;
  #kept: { readonly revision: number; readonly all: Promise<readonly StoredMetric[]> } | undefined;

  constructor(deps: MetricsDeps) {
    this.#deps = deps;
  }

  /** Those the caller may see, by id. */
  async list(principal: Principal, { category, q = '' }: Wish = {}): Promise<readonly SeenMetric[]> {
    const { access, registry } = this.#deps;
    const [all, tables] = [await this.#all(), new NamedTables(await registry.tables())];
    const granted = access.grantedIds(principal, 'table');
    return all
      .filter((metric) => (category === undefined || metric.category === category) && isFound(metric, q))
      .map((metric) => ({ metric, need: needOf(metric, tables) }))
      .filter(({ need }) => granted === 'all' || [...need.ids].every((id) => granted.has(id)))
      .map(({ metric, need }) => ({ metric, unknownTables: need.unknown, tableIds: need.ids }));
  }

  /** Throws for one that is not there, and the same for one the caller may not see. */
  async get(principal: Principal, id: string): Promise<SeenMetric> {
    const found = (await this.list(principal)).find(({ metric }) => metric.id === id);
    if (!found) throw metricNotFound({ id });
    return found;
  }

  /** Those the caller may see that need a table. */
  async using(principal: Principal, tableId: string): Promise<readonly SeenMetric[]> {
    return (await this.list(principal)).filter(({ tableIds }) => tableIds.has(tableId));
  }

  /** Keeps all of them or, when one write fails, none. */
  async keep(wanted: Keeping, intent: Intent): Promise<Kept> {
    const { store, registry, now } = this.#deps;
    const tables = new NamedTables(await registry.tables());
    const read = await this.#read(wanted);
    const warnings = read.flatMap(({ metric, found }) => warningsOf(metric, found, tables));
    const at = new Date(now());
    const stored = read.map(
      ({ metric, found }): StoredMetric => ({
        ...metric,
        sqlTables: found.tables,
        source: wanted.source,
        createdAt: at,
        updatedAt: at,
        updatedBy: wanted.principal.userId,
      }),
    );
    if (wanted.isDry) {
      await store.write(intent, async () => undefined);
      return { kept: outcomesOf(stored, await this.#all()), warnings };
    }
    const params = {
      ...intent.params,
      ids: stored.slice(0, idsNoted).map(({ id }) => id),
      count: stored.length,
    };
    const kept = await store.write({ ...intent, params }, async (tx) => {
      const before = await allMetrics(tx);
      const outcomes = outcomesOf(stored, before);
      if (before.length + outcomes.filter(({ outcome }) => outcome === 'created').length > mostMetrics)
        throw tooManyMetrics({ most: mostMetrics });
      await putMetrics(
        tx,
        outcomes.filter(({ outcome }) => outcome !== 'unchanged').map(({ metric }) => metric),
      );
      return outcomes;
    });
    markWritten(intent);
    return { kept, warnings };
  }

  /** What an administrator should know of one as things are now. */
  async look(
    metric: StoredMetric,
    { userId: user }: Pick<Principal, 'userId'>,
  ): Promise<Pick<Kept, 'warnings'>> {
    const { registry, pool } = this.#deps;
    const found = await readStatements(metric, { pool, user, stop: AbortSignal.timeout(parseMs) });
    return { warnings: warningsOf(metric, found, new NamedTables(await registry.tables())) };
  }

  async remove(id: string, intent: Intent): Promise<void> {
    await this.#deps.store.write(intent, async (tx) => {
      if (!(await allMetrics(tx)).some((metric) => metric.id === id)) throw metricNotFound({ id });
      await deleteMetric(tx, id);
    });
  }

  /** What is the same as before is not parsed again. */
  async #read({ metrics, principal: { userId } }: Keeping) {
    const known = new Map((await this.#all()).map((metric) => [metric.id, metric]));
    const stop = AbortSignal.timeout(parseMs);
    const read: { readonly metric: Metric; readonly found: StatementsRead }[] = [];
    for (const metric of metrics) {
      const before = known.get(metric.id);
      const isSame = before?.sqlTables && isDeepStrictEqual(statementsOf(before), statementsOf(metric));
      const found = isSame
        ? { tables: before.sqlTables, refused: [] }
        : await readStatements(metric, { pool: this.#deps.pool, user: userId, stop });
      read.push({ metric, found });
    }
    return read;
  }

  /** From memory, until one was changed. */
  #all(): Promise<readonly StoredMetric[]> {
    const { store } = this.#deps;
    const revision = store.revision(['metric_definitions']);
    if (this.#kept?.revision !== revision) {
      const all = allMetrics(store.read);
      this.#kept = { revision, all };
      all.catch(() => {
        this.#kept = undefined;
      });
    }
    return this.#kept.all;
  }
}

/** Which metrics are wanted. */
interface Wish {
  readonly category?: string | undefined;
  /** Words that must all be found in what is said of one. */
  readonly q?: string | undefined;
}

const isFound = (metric: StoredMetric, words: string): boolean => {
  const { id, display_name, description, synonyms, tables, table_name } = metric;
  const text = [id, display_name, description, table_name, ...synonyms, ...tables].join('\n').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};

/** Ids that an audit row names. */
const idsNoted = 100;
