import type { Finding, StagedTable } from '@agnes/sdk';
import type { Collected } from '../kernel/hooks.ts';
import { reasonOf } from './outcome.ts';
import type { ReadTable, SourceRead } from './read-source.ts';
import { heldBack, tooManyRows } from './run-errors.ts';
import type { SourceRunDeps, SourceTask } from './source-run.ts';
import type { StagedFile, TableStaged } from './take-in-messages.ts';

/** A table that may be published. */
export interface ApprovedTable extends Omit<ReadTable, 'files'> {
  readonly file: StagedFile;
}

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
    if (result?.status === 'failed') task.outcomes.fail(one.table, result.error);
    if (result?.status !== 'staged') continue;
    const refusal = await refusalOf(task, { ...one, file: result.file }, deps);
    if (refusal) task.outcomes.fail(one.table, reasonOf(refusal));
    else approved.push({ ...one, file: result.file });
  }
  return approved;
};

const refusalOf = async (
  { source: { slug, type } }: SourceTask,
  { table: { id, name }, file, maxRows = Number.POSITIVE_INFINITY }: ApprovedTable,
  { lake, hooks }: SourceRunDeps,
) => {
  if (file.rows > maxRows) return tooManyRows({ table: name, rows: file.rows, limit: maxRows });
  const before = lake.published().find((published) => published.id === id);
  const staged: StagedTable = {
    source: { slug, type },
    table: { id, name },
    rows: file.rows,
    sizeBytes: file.sizeBytes,
    columns: file.columns,
    ...(before && { previousRows: before.rows }),
  };
  const blocks = (await hooks.afterExtract(staged)).flatMap(blocksOf);
  return blocks.length > 0 ? heldBack({ table: name, findings: blocks.join('; ') }) : undefined;
};

// What a plugin could not check is not published either.
const blocksOf = (result: Collected<Finding>): readonly string[] =>
  'error' in result
    ? [`${result.plugin}: ${result.error.message}`]
    : result.items
        .filter(({ severity }) => severity === 'block')
        .map(({ message }) => `${result.plugin}: ${message}`);
