import type { Access, Granted } from '../access/access.ts';
import type { Principal } from '../http/principal.ts';
import type { Identity } from '../identity/identity.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { PluginState } from '../kernel/plugin-state.ts';
import type { ServiceState } from '../kernel/services.ts';
import type { Lake } from '../lake/lake.ts';
import { isOverdue } from '../lake/status/patience.ts';
import type { SourceStatuses, UpcomingRuns } from '../lake/status/source-statuses.ts';
import { sourceStatusWire } from '../lake/status/status-wire.ts';
import { bigqueryWarning } from '../registry/bigquery/projects.ts';
import type { Registry } from '../registry/registry.ts';
import type { Table } from '../registry/table.ts';
import { isoUtc } from '../store/iso-utc.ts';
import type { Health } from './health.ts';

/** What the report is made from. */
export interface HealthReportDeps {
  readonly health: Pick<Health, 'schema' | 'version' | 'conditions'>;
  readonly access: Pick<Access, 'filter'>;
  readonly registry: Pick<Registry, 'tables' | 'sources'>;
  readonly lake: Pick<Lake, 'find' | 'state'>;
  readonly identity: Pick<Identity, 'accounts'>;
  readonly jobs: Pick<Jobs, 'depth'>;
  readonly sourceStatuses: Pick<SourceStatuses, 'list'>;
  readonly upcoming: UpcomingRuns;
  readonly plugins: { list(): readonly PluginState[]; services(): readonly ServiceState[] };
  readonly now: () => number;
}

/** How the host and the data of whoever asks are doing. Others' tables are in no number and no word of it. */
export class HealthReport {
  readonly #deps: HealthReportDeps;

  constructor(deps: HealthReportDeps) {
    this.#deps = deps;
  }

  async for(principal: Principal): Promise<object> {
    const { health, access, registry, now } = this.#deps;
    const { status, db_schema } = await health.schema();
    const tables = await access.filter(principal, 'table', await registry.tables());
    const data = this.#data(tables, principal);
    const common = { duckdb_state: db_schema === 'unreachable' ? 'unreachable' : 'ok', db_schema, data };
    const own = await (principal.isAdmin ? this.#forAdmins() : this.#forOthers(tables, data.problems));
    const isDegraded = data.problems.length > 0 || own.conditions.some(isFault);
    return {
      status: status === 'ok' ? wordFor(isDegraded) : 'unhealthy',
      ...health.version(),
      timestamp: isoUtc(new Date(now())),
      services: { ...common, ...own.services },
      conditions: own.conditions,
    };
  }

  #data(tables: readonly Granted<Table>[], principal: Principal) {
    const { lake } = this.#deps;
    const problems = tables.flatMap((table) => this.#problemOf(table, principal) ?? []);
    return {
      tables: tables.length,
      total_rows: tables.reduce((sum, table) => sum + (lake.find(table)?.rows ?? 0), 0),
      stale_tables: problems.filter(({ is_stale }) => is_stale).map(({ name }) => name),
      problems: problems.map(({ is_stale: _, ...problem }) => problem),
    };
  }

  #problemOf({ resource }: Granted<Table>, { isAdmin }: Principal) {
    const { lake, now } = this.#deps;
    const { lastSync, error } = lake.state(resource.id) ?? {};
    const is_stale = lastSync !== undefined && isOverdue(resource, { since: lastSync, now: now() });
    if (!error && !is_stale) return undefined;
    return {
      is_stale,
      id: resource.id,
      name: resource.name,
      status: error ? 'failed' : 'stale',
      last_sync: lastSync ? isoUtc(lastSync) : null,
      // What a source says in its errors is for those who run it.
      error: (error && (isAdmin ? error.message : servedAsItWas(lastSync))) ?? null,
    };
  }

  /** Ids say nothing to people. */
  async #named(conditions: Awaited<ReturnType<Health['conditions']>>) {
    const { registry } = this.#deps;
    const sources = (await registry.sources()).map(
      ({ id, slug }) => [`source:${id}`, `source "${slug}"`] as const,
    );
    const tables = (await registry.tables()).map(
      ({ id, name }) => [`table:${id}`, `table "${name}"`] as const,
    );
    const names = new Map<string, string>([...sources, ...tables]);
    return conditions.map((one) => ({ ...one, name: names.get(one.subject) ?? one.subject }));
  }

  /** What is wrong with the tables of somebody who runs nothing. */
  async #forOthers(tables: readonly Granted<Table>[], problems: readonly Problem[]) {
    const names = new Map<string, string>(tables.map(({ resource: { id, name } }) => [`table:${id}`, name]));
    const failed = problems
      .filter(({ status }) => status === 'failed')
      .map(({ id, error }) => ({
        ...{ subject: `table:${id}` as const, code: 'table_failed', severity: 'warning' as const },
        why: error,
      }));
    const known = new Set<string>(failed.map(({ subject }) => subject));
    const more = (await this.#deps.health.conditions())
      .filter(({ subject }) => !known.has(subject))
      .map(({ subject, code, severity }) => ({
        subject,
        code,
        severity,
        why: 'It may not be readable now.',
      }));
    const conditions = [...failed, ...more].flatMap((one) => {
      const name = names.get(one.subject);
      return name === undefined ? [] : [{ ...one, name: `table "${name}"`, remedy: askForHelp }];
    });
    return { services: {}, conditions };
  }

  async #forAdmins() {
    const { health, identity, jobs, registry, sourceStatuses, upcoming, plugins } = this.#deps;
    const next = (await upcoming()).at(0);
    const bq_config = bigqueryWarning(await registry.sources());
    return {
      conditions: await this.#named(await health.conditions()),
      services: {
        users: { count: await identity.accounts.users.count() },
        sources: (await sourceStatuses.list()).map(sourceStatusWire),
        jobs: { queue: await jobs.depth() },
        scheduler: {
          next_run: next ? isoUtc(next.nextRun) : null,
          ...schedulerWire(plugins.services()),
        },
        ...(bq_config && { bq_config }),
        plugins: plugins.list().map(({ id, state, reason = null }) => ({ id, state, reason })),
      },
    };
  }
}

const schedulerWire = (services: readonly ServiceState[]) => {
  const scheduler = services.find(({ id }) => id === 'scheduler')?.health;
  return {
    status: scheduler?.status ?? 'down',
    since: scheduler?.since ? isoUtc(new Date(scheduler.since)) : null,
    detail: scheduler?.detail ?? 'No plugin that runs brings it.',
    metrics: scheduler?.metrics ?? {},
  };
};

const askForHelp = 'Ask an administrator to look at the source of this table.';

const wordFor = (isDegraded: boolean): string => (isDegraded ? 'degraded' : 'healthy');

interface Problem {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly last_sync: string | null;
  readonly error: string | null;
}

const isFault = (condition: object): boolean =>
  'severity' in condition && (condition.severity === 'error' || condition.severity === 'warning');

const servedAsItWas = (lastSync: Date | undefined): string =>
  lastSync
    ? 'The last run failed; this is the last good version.'
    : 'The last run failed; there is no data yet.';
