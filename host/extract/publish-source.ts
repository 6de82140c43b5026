import type { Table } from '../registry/table.ts';
import type { ApprovedTable } from './approved-table.ts';
import { settlePushed } from './delivery-end.ts';
import { stampOf } from './extract-folder.ts';
import type { LakeDoor } from './lake-door.ts';
import { lastGoodOf } from './last-good.ts';
import { reasonOf, type TableOutcome } from './outcome.ts';
import { type Producer, producerOf } from './producer.ts';
import type { SourceRead } from './read-source.ts';
import type { SourceRunDeps, SourceTask } from './source-run.ts';
import type { Approved, RegisteredTable, RemoteRow, TablePublished } from './take-in-messages.ts';
import { publishTables, takeInLimits } from './take-in-process.ts';
import { failedTable, finalOutcomes, settledOf, writeDown, writeHistory } from './write-down.ts';

/** What a source brings after everything was checked. */
export interface Gathered {
  readonly approved: readonly ApprovedTable[];
  readonly unchanged: SourceRead['unchanged'];
  readonly extractedAt: number;
  /** Nothing where nothing was read. */
  readonly producer?: Producer;
}

/** Publishes what was gathered and writes down how each table of the task went. Gives the generation readers see. */
export const publishSource = async (
  task: SourceTask,
  gathered: Gathered,
  deps: SourceRunDeps,
): Promise<number | undefined> => {
  // Asked now and not at the start: what was unregistered meanwhile is not published again.
  const own = (await deps.registry.tables()).filter(({ sourceId }) => sourceId === task.source.id);
  const registered = own.map(({ id, name, queryMode }) => ({
    id,
    name,
    isMaterialized: queryMode === 'materialized',
  }));
  const ids = registered.map(({ id }) => id);
  const remote = remoteRows(task.source, own, deps);
  const change = { ...gathered, ...still(gathered, ids), registered, remote, ids };
  const written = await writeExtract(task, change, deps);
  try {
    return await makeVisible(task, { ...change, ...written }, deps);
  } catch (cause) {
    for (const table of task.tables) task.outcomes.fail(table, reasonOf(cause));
    const told = { outcomes: settledOf(task), deliveries: deps.deliveries, at: deps.now() };
    await deps.store.keep(async (tx) => {
      await writeHistory(tx, task, told);
      await settlePushed(tx, task, told);
    });
    return undefined;
  }
};

type Change = Gathered & {
  readonly registered: readonly RegisteredTable[];
  readonly remote: readonly RemoteRow[];
  readonly ids: readonly string[];
};

/** Tables that are asked where they are: the extract names them, and holds nothing of them. */
const remoteRows = (
  { type, slug }: SourceTask['source'],
  tables: readonly Table[],
  { connectors, lake }: Pick<SourceRunDeps, 'connectors' | 'lake'>,
): readonly RemoteRow[] => {
  const connector = connectors.connector(type, slug);
  if (connector?.contribution.engine === undefined) return [];
  const producer = producerOf(connector);
  return (
    tables
      // What could not be described is not there to be asked.
      .filter(({ id, queryMode }) => queryMode === 'remote' && !lake.state?.(id)?.error)
      .map(({ id, name, description }) => ({
        id,
        name,
        ...producer,
        ...(description !== undefined && { description }),
      }))
  );
};

const still = ({ approved, unchanged }: Gathered, ids: readonly string[]) => ({
  approved: approved.filter(({ table }) => ids.includes(table.id)),
  unchanged: unchanged.filter(({ table }) => ids.includes(table.id)),
});

interface Written {
  readonly written: readonly TablePublished[];
  /** Of the extract on disk, when this run wrote it. */
  readonly stamp?: string;
}

/** The extract on disk. When that fails its tables fail; how the others went is still told. */
const writeExtract = async (
  task: SourceTask,
  { approved, registered, remote, extractedAt, producer }: Change,
  { folders, lake }: SourceRunDeps,
): Promise<Written> => {
  // A task without tables is there to write what is left of the extract.
  if (approved.length === 0 && task.tables.length > 0) return { written: [] };
  try {
    const extractDir = await folders.extractDir(task.source.slug);
    const written = await publishTables({
      command: 'publish',
      extractDir,
      runId: task.runId,
      tables: approved.map((one) => approvedTable(one, { extractedAt, ...(producer ?? nobody) })),
      registered,
      remote,
      lastGood: lastGoodOf(lake.published(), task.source.slug),
      limits: takeInLimits,
    });
    const stamp = await stampOf(extractDir);
    return { written, ...(stamp !== undefined && { stamp }) };
  } catch (cause) {
    for (const { table } of approved) task.outcomes.fail(table, reasonOf(cause));
    return { written: [] };
  }
};

const approvedTable = (
  { table, data, cursor }: ApprovedTable,
  at: Pick<Approved, 'extractedAt'> & Producer,
): Approved => ({
  ...at,
  data,
  id: table.id,
  name: table.name,
  primaryKey: table.primaryKey,
  ...(table.description !== undefined && { description: table.description }),
  ...(cursor !== undefined && { cursor }),
});

// Without a producer nothing is approved.
const nobody: Producer = { producedBy: '' };

/** The commit point: data, cursors and history become true together. */
const makeVisible = async (
  task: SourceTask,
  change: Change & Written,
  { lake, now, deliveries, connectors }: SourceRunDeps,
): Promise<number> => {
  const { approved, unchanged, extractedAt, ids, written } = change;
  const columns = new Map(approved.map(({ table, data }) => [table.id, data.columns]));
  const publication = await lake.publish({
    source: task.source,
    tables: written.map(({ id, table }) => {
      const schema = columns.get(id) ?? [];
      return { ...table, id, columns: schema.length, schema };
    }),
    unchanged: unchanged.map(({ table: { id } }) => ({ id, extractedAt })),
    removed: goneFrom(lake, task.source.slug, ids),
    failed: settledOf(task)
      .filter(({ id }) => ids.includes(id))
      .flatMap(failedTable),
    collect: true,
    also: async (tx, visible) => {
      const at = now();
      const brought = { ...change, publication: visible, at };
      const outcomes = [...settledOf(task), ...finalOutcomes(task, brought)];
      await writeDown(tx, task, brought);
      await settlePushed(tx, task, { outcomes, deliveries, at });
    },
  });
  for (const outcome of finalOutcomes(task, { ...change, publication })) {
    task.outcomes.settle(outcome);
    tellBrought(task, outcome, { producer: change.producer, connectors });
  }
  return publication.generation;
};

/** Counts what a plugin has brought to readers. */
const tellBrought = (
  { source }: SourceTask,
  { name, status, rows = 0 }: TableOutcome,
  { producer, connectors }: Pick<SourceRunDeps, 'connectors'> & { readonly producer: Producer | undefined },
): void => {
  const ledger = connectors.connector(source.type, source.slug)?.ledger;
  const [plugin = '', version = ''] = producer?.producedBy.split('@') ?? [];
  if (status === 'published' && plugin !== '') ledger?.brought({ plugin, version, table: name, rows });
};

const goneFrom = (lake: LakeDoor, slug: string, ids: readonly string[]): readonly string[] =>
  lake
    .published()
    .filter(({ id, sourceSlug }) => sourceSlug === slug && !ids.includes(id))
    .map(({ id }) => id);
