import type { PlatformError } from '@agnes/sdk';
import { parseSchedule } from '../jobs/schedules/grammar.ts';
import type { Source } from '../registry/source.ts';
import type { Table } from '../registry/table.ts';
import { isDue, type TableFailures } from './due-table.ts';
import { reasonOf } from './outcome.ts';
import {
  badSchedule,
  noSource,
  notLocal,
  notMaterializable,
  sourceDisabled,
  unanswered,
  unknownTables,
} from './run-errors.ts';
import type { RunParams } from './run-params.ts';
import type { TableError } from './take-in-messages.ts';

/** The tables of one source that a run reads. */
export interface SourcePlan {
  readonly source: Source;
  readonly tables: readonly Table[];
}

/** What a run reads, and the tables it was asked for but cannot read. */
export interface RunPlan {
  readonly sources: readonly SourcePlan[];
  readonly refused: readonly Refusal[];
}

/** A table that is not read, and whether that is a failure. */
interface Refusal {
  readonly table: Pick<Table, 'id' | 'name'>;
  readonly status: 'skipped' | 'failed';
  readonly error: TableError;
}

/** What there is to choose from. `lastSync` is when the source of a table was last read. */
export interface Choice {
  readonly tables: readonly Table[];
  readonly sources: readonly Source[];
  readonly lastSync: (tableId: string) => Date | undefined;
  /** By table id: failures since its last success. */
  readonly failures: ReadonlyMap<string, TableFailures>;
  /** By table id: the job that asks somebody about it. */
  readonly asked: ReadonlyMap<string, string>;
  /** Modes that the connector of a type reads; nothing where there is none. */
  readonly modesOf: (type: string) => readonly string[] | undefined;
  readonly now: number;
}

/** Chooses the tables of a run: those that are named, else every one that is due; queries of tables are refused. */
export const planRun = (params: RunParams, choice: Choice): RunPlan => {
  const sources = new Map(choice.sources.map((source) => [source.slug, source]));
  const judged = candidates(params, choice).map((table) => {
    const source = sources.get(table.sourceSlug ?? '');
    const fault = faultOf(table, source, choice) ?? openQuestion(table, params, choice);
    return { table, source, fault };
  });
  const bySource = Map.groupBy(judged, ({ source, fault }) => (fault ? undefined : source));
  const plans = [...bySource].flatMap(([source, some]) =>
    source ? [{ source, tables: some.map(({ table }) => table) }] : [],
  );
  const only = sources.get(params.connection ?? '');
  return {
    // A source without tables is run when it is named: its extract loses the rows of tables that were unregistered.
    sources: only && judged.every(isNoReading) ? [{ source: only, tables: [] }] : plans,
    refused: [
      ...judged.flatMap(({ table, fault }) => (fault ? [refusalOf(table, fault)] : [])),
      ...unknownIn(params, choice),
    ],
  };
};

const isNoReading = ({ fault }: { readonly fault: PlatformError | undefined }): boolean =>
  fault?.code === 'not_materializable';

const unknownIn = ({ tables = [] }: RunParams, choice: Choice): readonly Refusal[] =>
  tables
    .filter((word) => !named(word, choice))
    .map((word) => refusalOf({ id: word, name: word }, unknownTables({ tables: [word] })));

/** Whoever writes a schedule may know a table by its name. */
const named = (word: string, { tables }: Choice): Table | undefined =>
  tables.find(({ id }) => id === word) ??
  tables.find(({ name }) => name.toLowerCase() === word.toLowerCase());

const refusalOf = (table: Refusal['table'], fault: PlatformError): Refusal => ({
  table,
  status: fault.kind === 'conflict' ? 'skipped' : 'failed',
  error: reasonOf(fault),
});

const candidates = (params: RunParams, choice: Choice): readonly Table[] => {
  const { tables: words, connection, force, trigger } = params;
  const inScope = choice.tables.filter(
    ({ sourceSlug }) => connection === undefined || sourceSlug === connection,
  );
  if (words) {
    const ids = new Set(words.map((word) => named(word, choice)?.id));
    return inScope.filter(({ id }) => ids.has(id));
  }
  const filled = inScope.filter(
    ({ queryMode, sourceSlug }) =>
      queryMode === 'materialized' || (queryMode === 'local' && sourceSlug !== undefined),
  );
  // What was pushed is about all tables of its source, whenever they are due.
  return force || pushed.has(trigger)
    ? filled
    : filled.filter((table) => isDue(table, runsOf(table, choice), choice.now));
};

const pushed: ReadonlySet<string> = new Set(['webhook', 'job']);

const runsOf = ({ id }: Table, { lastSync, failures }: Choice) => ({
  lastSync: lastSync(id),
  failures: failures.get(id),
});

/** A table that waits for an answer is read when somebody names it or wants everything anew, else not again and again. */
const openQuestion = (
  { id, name }: Table,
  { tables, force, dry_run: isTry = false }: RunParams,
  { asked }: Choice,
): PlatformError | undefined => {
  const job = asked.get(id);
  return job === undefined || tables || force || isTry ? undefined : unanswered({ table: name, job });
};

const faultOf = (
  table: Table,
  source: Source | undefined,
  { modesOf }: Choice,
): PlatformError | undefined => {
  const { name, queryMode, syncSchedule } = table;
  if (queryMode === 'remote') return notLocal({ table: name, mode: queryMode });
  if (!source) return noSource({ table: name });
  if (queryMode === 'materialized' && modesOf(source.type)?.includes(queryMode) === false) {
    return notMaterializable({ table: name, type: source.type });
  }
  if (!source.enabled) return sourceDisabled({ source: source.slug });
  if (syncSchedule !== undefined && !parseSchedule(syncSchedule).ok) {
    return badSchedule({ table: name, schedule: syncSchedule });
  }
  return undefined;
};
