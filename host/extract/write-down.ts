import type { Kysely } from 'kysely';
import { newId } from '../store/new-id.ts';
import type { Tables } from '../store/tables.ts';
import type { ApprovedTable } from './approve.ts';
import type { FailedTable, Publication } from './lake-door.ts';
import type { TableOutcome } from './outcome.ts';
import type { ReadTable } from './read-source.ts';
import { insertHistory, saveSourceState } from './repository.ts';
import type { SourceTask } from './source-run.ts';
import { saveStamp } from './stamps.ts';
import type { TablePublished } from './take-in-messages.ts';

type Tx = Kysely<Tables>;

/** What a source brought and what became of it. */
export interface Brought {
  readonly approved: readonly ApprovedTable[];
  readonly unchanged: readonly Omit<ReadTable, 'files'>[];
  readonly written: readonly TablePublished[];
  readonly stamp?: string;
  readonly publication: Publication;
}

/** Outcomes of the task's tables that are settled already. */
export const settledOf = ({ tables, outcomes }: SourceTask): readonly TableOutcome[] =>
  tables.flatMap((table) => outcomes.of(table) ?? []);

/** The outcomes of tables that came as far as the publication. */
export const finalOutcomes = (task: SourceTask, brought: Brought): readonly TableOutcome[] => {
  const { unchanged, written, publication } = brought;
  const refused = new Map(publication.refused.map((failed) => [failed.id, failed]));
  const changed = new Set(publication.changed);
  return [
    ...written.map(({ id, outcome, table }) => {
      const named = { id, name: table.name };
      const failed = refused.get(id);
      if (failed) return task.outcomes.draft(named, { status: 'failed', error: refusalOf(failed) });
      const status = changed.has(table.name) ? 'published' : outcome;
      return task.outcomes.draft(named, { status, rows: table.rows, bytes: table.sizeBytes });
    }),
    ...unchanged.map(({ table }) => task.outcomes.draft(table, { status: 'unchanged' })),
  ];
};

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
  const outcomes = finalOutcomes(task, brought);
  const good = new Set(outcomes.filter(({ status }) => status !== 'failed').map(({ id }) => id));
  await writeHistory(tx, task, { outcomes: [...settledOf(task), ...outcomes], at });
  for (const one of [...approved, ...unchanged]) {
    if (good.has(one.table.id)) await keepState(tx, task, { ...one, at });
  }
  if (stamp !== undefined) await saveStamp(tx, { slug: task.source.slug, stamp, at: new Date(at) });
};

const keepState = async (
  tx: Tx,
  { source, runId }: SourceTask,
  { table, state, at }: Pick<ReadTable, 'table' | 'state'> & { readonly at: number },
): Promise<void> => {
  if (state === undefined) return;
  await saveSourceState(tx, {
    source_id: source.id,
    stream: table.id,
    state: JSON.stringify(state),
    state_version: 1,
    run_id: runId,
    committed_at: new Date(at),
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
    outcomes.map(({ id, status, rows, bytes, durationMs, error }) => ({
      id: newId(),
      run_id: runId,
      table_id: id,
      synced_at: new Date(at),
      status,
      rows: rows ?? null,
      bytes: bytes ?? null,
      duration_ms: durationMs,
      error: error?.message ?? null,
      error_code: error?.code ?? null,
    })),
  );
};
