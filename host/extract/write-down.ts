import type { Kysely } from 'kysely';
import { newId } from '../store/new-id.ts';
import type { Tables } from '../store/tables.ts';
import { type ApprovedTable, isSeenWhole } from './approved-table.ts';
import type { FailedTable, Publication } from './lake-door.ts';
import type { TableOutcome } from './outcome.ts';
import type { Producer } from './producer.ts';
import { saveProducer } from './producer-repository.ts';
import type { KeptTable } from './read-table.ts';
import { originOf, type RefreshMemory, readingOf } from './refresh.ts';
import { insertHistory } from './repository.ts';
import { detailsOnWire } from './run-summary.ts';
import type { SourceTask } from './source-run.ts';
import { saveStamp } from './stamps.ts';
import { forgetRefresh, saveSchemaChange, saveSourceState } from './state-repository.ts';
import type { TablePublished } from './take-in-messages.ts';

type Tx = Kysely<Tables>;

/** What a source brought and what became of it. */
export interface Brought {
  readonly approved: readonly ApprovedTable[];
  readonly unchanged: readonly KeptTable[];
  readonly written: readonly TablePublished[];
  readonly stamp?: string;
  readonly publication: Publication;
  readonly producer?: Producer;
  /** When the source was read. */
  readonly extractedAt: number;
}

/** Outcomes of the task's tables that are settled already. */
export const settledOf = ({ tables, outcomes }: SourceTask): readonly TableOutcome[] =>
  tables.flatMap((table) => outcomes.of(table) ?? []);

/** The outcomes of tables that came as far as the publication. */
export const finalOutcomes = (task: SourceTask, brought: Brought): readonly TableOutcome[] => {
  const { approved, unchanged, written, publication } = brought;
  const refused = new Map(publication.refused.map((failed) => [failed.id, failed]));
  const changed = new Set(publication.changed);
  const told = new Map(approved.map((one) => [one.table.id, toldOf(one)]));
  return [
    ...written.map(({ id, outcome, table }) => {
      const named = { id, name: table.name };
      const failed = refused.get(id);
      if (failed) return task.outcomes.draft(named, { status: 'failed', error: refusalOf(failed) });
      const status = changed.has(table.name) ? 'published' : outcome;
      const { rows, sizeBytes: bytes } = table;
      return task.outcomes.draft(named, { status, rows, bytes, ...told.get(id) });
    }),
    ...unchanged.map(({ table, driver }) =>
      task.outcomes.draft(table, { status: 'unchanged', ...(driver !== undefined && { driver }) }),
    ),
  ];
};

/** What an outcome says of a table beside how it ended. */
export const toldOf = ({ data: { schemaChange, nulled }, findings, driver }: ApprovedTable) => ({
  ...(driver !== undefined && { driver }),
  ...(schemaChange && { schemaChange }),
  ...(nulled && { nulled }),
  ...(findings.length > 0 && { findings }),
});

const refusalOf = ({ error }: FailedTable) => ({
  ...error,
  remedy: 'The last good data stays. Correct what the message names, then run the source again.',
});

/** The failure of a settled table, if it is one, as readers are told of it. */
export const failedTable = ({ id, name, status, error }: TableOutcome): readonly FailedTable[] => {
  if (status !== 'failed' || !error) return [];
  const { code, message, retryable } = error;
  return [{ id, name, status: 'error', error: { code, message, retryable } }];
};

/** History, cursors and the stamp of the extract, in the transaction that makes the data visible. */
export const writeDown = async (
  tx: Tx,
  task: SourceTask,
  brought: Brought & { readonly at: number },
): Promise<void> => {
  const { approved, unchanged, stamp, at } = brought;
  const final = finalOutcomes(task, brought);
  const outcomes = [...settledOf(task), ...final];
  const good = new Set(final.filter(({ status }) => status !== 'failed').map(({ id }) => id));
  await writeHistory(tx, task, { outcomes, at });
  for (const outcome of outcomes) await keepChange(tx, task, { outcome, at });
  for (const one of approved) {
    const memory = memoryOf(one, { source: task.source, extractedAt: brought.extractedAt });
    if (good.has(one.table.id)) await keepState(tx, task, { ...one, memory, at });
  }
  for (const one of unchanged) {
    if (good.has(one.table.id) && one.state !== undefined) await keepState(tx, task, { ...one, at });
  }
  await keepProducers(tx, { ...brought, good, runId: task.runId });
  if (stamp !== undefined) await saveStamp(tx, { slug: task.source.slug, stamp, at: new Date(at) });
};

const keepProducers = async (
  tx: Tx,
  {
    written,
    producer,
    good,
    runId,
    at,
  }: Pick<Brought, 'written' | 'producer'> & {
    readonly good: ReadonlySet<string>;
    readonly runId: string;
    readonly at: number;
  },
): Promise<void> => {
  for (const { id: tableId } of producer ? written : [])
    if (producer && good.has(tableId)) await saveProducer(tx, producer, { tableId, runId, at: new Date(at) });
};

// Only what was read whole makes a new beginning; what was merged into goes on from the old one.
const memoryOf = (
  one: ApprovedTable,
  { source, extractedAt }: Pick<SourceTask, 'source'> & Pick<Brought, 'extractedAt'>,
): RefreshMemory => {
  const { table, memory } = one;
  const wholeAt = isSeenWhole(one) ? extractedAt : (memory?.wholeAt ?? extractedAt);
  return { reading: readingOf(table), origin: originOf(source.config), wholeAt };
};

const keepState = async (
  tx: Tx,
  { source, runId }: SourceTask,
  { table, state, stateVersion, refresh, memory, at }: KeptTable & { readonly at: number },
): Promise<void> =>
  saveSourceState(tx, {
    source_id: source.id,
    stream: table.id,
    state_version: stateVersion,
    run_id: runId,
    committed_at: new Date(at),
    // A table that was read from the beginning has nothing of before to go on with.
    state: refresh.isForced ? (state ?? null) : state,
    ...(memory && { refresh: memory }),
  });

const keepChange = async (
  tx: Tx,
  { source, runId }: SourceTask,
  { outcome: { id, schemaChange, error }, at }: { readonly outcome: TableOutcome; readonly at: number },
): Promise<void> => {
  if (error?.code === 'base_damaged') await forgetRefresh(tx, { sourceId: source.id, tableId: id });
  if (!schemaChange) return;
  await saveSchemaChange(tx, {
    id: newId(),
    table_id: id,
    run_id: runId,
    detected_at: new Date(at),
    policy: schemaChange.policy,
    outcome: schemaChange.outcome,
    diff: JSON.stringify(schemaChange.diff),
  });
};

/** One row per table that was handled. */
export const writeHistory = async (
  tx: Tx,
  { runId }: Pick<SourceTask, 'runId'>,
  { outcomes, at }: { readonly outcomes: readonly TableOutcome[]; readonly at: number },
): Promise<void> => {
  await insertHistory(
    tx,
    outcomes.map((outcome) => ({
      id: newId(),
      run_id: runId,
      table_id: outcome.id,
      synced_at: new Date(at),
      status: outcome.status,
      rows: outcome.rows ?? null,
      bytes: outcome.bytes ?? null,
      duration_ms: outcome.durationMs,
      driver: outcome.driver ?? null,
      error: outcome.error?.message ?? null,
      error_code: outcome.error?.code ?? null,
      details: JSON.stringify(detailsOnWire(outcome)),
      retry_at: retryAt(outcome, at),
    })),
  );
};

const longestWaitMs = 60 * 60_000;

const retryAt = ({ error }: TableOutcome, at: number): Date | null =>
  error?.retryAfter === undefined ? null : new Date(at + Math.min(error.retryAfter * 1000, longestWaitMs));
