import { approveTables } from './approve.ts';
import { onlyTry } from './dry-run.ts';
import { filesOfExtracts } from './extract-of-staging.ts';
import { reasonOf } from './outcome.ts';
import { PipedTables } from './piped-tables.ts';
import { type Gathered, publishSource } from './publish-source.ts';
import { readSource } from './read-source.ts';
import { cancelled } from './run-errors.ts';
import type { SourceRunDeps, SourceTask } from './source-run.ts';
import { stagePiped, stageRead } from './stage-read.ts';

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
    return { approved: [], unchanged: [], extractedAt: deps.now() };
  }
};

const gatherAll = async (task: SourceTask, deps: SourceRunDeps): Promise<Gathered> => {
  if (task.fault !== undefined) throw task.fault;
  const places = await deps.folders.scratch(task.runId, task.source.slug);
  const rules = { published: deps.lake.published(), acceptSchema: task.acceptSchema };
  const extractDir = await deps.folders.extractDir(task.source.slug);
  const staging = { ...places, extractDir, rules, signal: task.signal };
  await using piped = new PipedTables(stagePiped(staging));
  const source = await readSource(task, deps, { staging: places.staging, piped });
  const { producer, extractedAt, unchanged } = source;
  const read = await filesOfExtracts(task, source.read);
  const staged = await stageRead({ ...source, read }, staging, piped);
  const approved = await approveTables(task, { read, staged }, deps);
  // The last moment to turn back: what begins now either happens or does not.
  task.signal.throwIfAborted();
  return { approved, unchanged, extractedAt, producer };
};

const skipCancelled = ({ tables, outcomes }: SourceTask): void => {
  for (const table of tables) outcomes.skip(table, reasonOf(cancelled({})));
};
