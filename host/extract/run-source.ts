import { approveTables } from './approve.ts';
import { onlyTry } from './dry-run.ts';
import { filesOfExtract } from './extract-of-staging.ts';
import { reasonOf } from './outcome.ts';
import { type Gathered, publishSource } from './publish-source.ts';
import { readSource } from './read-source.ts';
import { cancelled } from './run-errors.ts';
import type { SourceRunDeps, SourceTask } from './source-run.ts';
import { tableInput } from './table-input.ts';
import { stageTables, takeInLimits } from './take-in-process.ts';

/** Reads, takes in and publishes one source. Every table of the task has an outcome afterwards; nothing is thrown. */
export const runSource = async (task: SourceTask, deps: SourceRunDeps): Promise<number | undefined> => {
  const gathered = await gather(task, deps);
  if (gathered.approved.length === 0) await deps.folders.dropScratch(task.runId, task.source.slug);
  await dropWithSource(task, deps);
  return task.dryRun ? onlyTry(task, gathered, deps) : publishSource(task, gathered, deps);
};

/** What a run keeps for a source that was deleted meanwhile goes with it. */
const dropWithSource = async (
  { source: { slug } }: SourceTask,
  { registry, folders }: SourceRunDeps,
): Promise<void> => {
  if ((await registry.sources()).every((source) => source.slug !== slug)) await folders.dropKept(slug);
};

const gather = async (task: SourceTask, deps: SourceRunDeps): Promise<Gathered> => {
  try {
    return await gatherAll(task, deps);
  } catch (cause) {
    if (task.signal.aborted) skipCancelled(task);
    for (const table of task.tables) task.outcomes.fail(table, reasonOf(cause));
    return { approved: [], unchanged: [], extractedAt: deps.now(), producedBy: '' };
  }
};

const gatherAll = async (task: SourceTask, deps: SourceRunDeps): Promise<Gathered> => {
  const { staging, parquet } = await deps.folders.scratch(task.runId, task.source.slug);
  const { connector, extractedAt, unchanged, readable, timeoutMs, ...came } = await readSource(
    task,
    deps,
    staging,
  );
  const isExtract = connector.contribution.runtime === 'duckdb';
  const read = isExtract ? await filesOfExtract(task, came.read, staging) : came.read;
  const rules = { published: deps.lake.published(), acceptSchema: task.acceptSchema };
  const staged = await stageTables(
    {
      command: 'stage',
      scratch: parquet,
      allowedPaths: [staging, ...readable],
      extractDir: await deps.folders.extractDir(task.source.slug),
      tables: read.map((one) => tableInput(one, rules)),
      limits: takeInLimits,
    },
    task.signal,
    timeoutMs,
  );
  const approved = await approveTables(task, { read, staged }, deps);
  // The last moment to turn back: what begins now either happens or does not.
  task.signal.throwIfAborted();
  return { approved, unchanged, extractedAt, producedBy: `${connector.plugin}@${connector.version}` };
};

const skipCancelled = ({ tables, outcomes }: SourceTask): void => {
  for (const table of tables) outcomes.skip(table, reasonOf(cancelled({})));
};
