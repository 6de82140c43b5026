import type { Finding, StagedTable } from '@agnes/sdk';
import type { Notice } from '../kernel/connector-run-order.ts';
import type { Collected } from '../kernel/hooks.ts';
import type { ApprovedTable } from './approved-table.ts';
import { reasonOf, type ShownFinding } from './outcome.ts';
import type { SourceRead } from './read-source.ts';
import type { ReadTable } from './read-table.ts';
import { heldBack, tooManyRows } from './run-errors.ts';
import { isShrunk, previousRows, shrunkTable } from './shrink.ts';
import type { SourceRunDeps, SourceTask } from './source-run.ts';
import type { TableStaged } from './take-in-messages.ts';

/** Staged tables that may be published. What is bad, too large or held back by a plugin is settled as failed. */
export const approveTables = async (
  task: SourceTask,
  { read, staged }: { readonly read: SourceRead['read']; readonly staged: readonly TableStaged[] },
  deps: SourceRunDeps,
): Promise<readonly ApprovedTable[]> => {
  const results = new Map(staged.map((result) => [result.id, result]));
  const approved: ApprovedTable[] = [];
  for (const one of read) {
    const result = results.get(one.table.id);
    if (result?.status === 'failed') settleFailed(task, one, result);
    if (result?.status !== 'staged') continue;
    const judged = await judge(task, { ...one, data: result.data, findings: [] }, deps);
    if (judged) approved.push(judged);
  }
  return approved;
};

const settleFailed = (
  { outcomes }: SourceTask,
  { table }: ReadTable,
  { error, schemaChange }: Extract<TableStaged, { status: 'failed' }>,
): void =>
  outcomes.settle(outcomes.draft(table, { status: 'failed', error, ...(schemaChange && { schemaChange }) }));

/** The table with what was found; nothing when it is settled another way. */
const judge = async (
  task: SourceTask,
  one: ApprovedTable,
  deps: SourceRunDeps,
): Promise<ApprovedTable | undefined> => {
  const { table, data } = one;
  const { maxRows = Number.POSITIVE_INFINITY } = one.planned;
  if (data.rows > maxRows) {
    const error = tooManyRows({ table: table.name, rows: data.rows, limit: maxRows });
    task.outcomes.fail(table, reasonOf(error));
    return undefined;
  }
  const results = await deps.hooks.afterExtract(stagedTable(task, one, deps));
  const judged = { ...one, findings: results.flatMap(shownOf) };
  const blocks = results.flatMap(blocksOf);
  const isHeld = blocks.length > 0;
  if (isHeld) settleHeld(task, judged, blocks);
  else if (isShrunk(task, judged, deps)) shrunkTable(task, judged, deps);
  if (isHeld || task.outcomes.of(table)) return undefined;
  if (table.queryMode === 'materialized' && data.rows === 0) task.remark(emptyResult(table));
  return judged;
};

const emptyResult = ({ id, name }: ReadTable['table']): Notice => ({
  table: id,
  code: 'empty_result',
  message: `The query of "${name}" has found no row.`,
});

const settleHeld = (
  { outcomes }: SourceTask,
  { table, findings }: ApprovedTable,
  blocks: readonly string[],
): void => {
  const error = reasonOf(heldBack({ table: table.name, findings: blocks.join('; ') }));
  outcomes.settle(outcomes.draft(table, { status: 'failed', error, findings }));
};

const stagedTable = (
  { source: { slug, type } }: SourceTask,
  { table: { id, name }, data }: ApprovedTable,
  deps: SourceRunDeps,
): StagedTable => {
  const before = previousRows(id, deps);
  return {
    source: { slug, type },
    table: { id, name },
    rows: data.rows,
    sizeBytes: data.sizeBytes,
    columns: data.columns,
    ...(before !== undefined && { previousRows: before }),
    ...(data.measured && { measured: data.measured }),
  };
};

// What a plugin could not check is not published either.
const blocksOf = (result: Collected<Finding>): readonly string[] =>
  'error' in result
    ? [`${result.plugin}: ${result.error.message}`]
    : result.items
        .filter(({ severity }) => severity === 'block')
        .map(({ message }) => `${result.plugin}: ${message}`);

const shownOf = (result: Collected<Finding>): readonly ShownFinding[] =>
  'error' in result ? [] : result.items.map((finding) => ({ plugin: result.plugin, ...finding }));
