import type { PlannedTable, ReadContext, ReadMessage } from '@agnes/sdk/connector';
import { nothingKept, rawUnreadable, tableUnfit, tableUnknown } from '../errors.ts';
import { openSite } from '../fetch/open-site.ts';
import type { Pause } from '../fetch/pause.ts';
import type { Refreshed } from '../fetch/refresh-issue.ts';
import { type Making, makeMonths, remakeMonths } from '../kept/make-months.ts';
import { openKept } from '../kept/open-kept.ts';
import { rowMaker } from '../rows/rows-of-issue.ts';
import { isTableName, type TableName, tableColumns, tableNames } from '../rows/tables.ts';
import { type Settings, siteUrl } from '../settings.ts';
import { publishedMonths, publishTable } from './publish-table.ts';
import { type Batch, onlyLook, refreshAll, refreshDelivered } from './refresh-issues.ts';
import { signedIn } from './signed-in.ts';

/** Works the events off, makes the months anew that they touch, and hands over what readers do not have yet. */
export async function* readTables(
  context: ReadContext<Settings>,
  pause?: Pause,
): AsyncGenerator<ReadMessage> {
  const { config, tables, deliveries = [], signal, staging } = context;
  if (staging === undefined) throw nothingKept({});
  const batch = openBatch(context, pause);
  const refreshed = await refreshDelivered(batch, deliveries);
  const making = makingOf(batch, tables);
  await makeReadable(making, batch);
  yield* noticesOf(refreshed);
  const publishing = {
    files: batch.files,
    columns: tableColumns(config),
    staging,
    remake: async (month: string) => void (await remakeMonths(making, new Set([month]))),
  };
  for (const [done, table] of tables.entries()) {
    signal.throwIfAborted();
    try {
      yield* publishTable(table, tableNameOf(table), publishing);
    } catch (error) {
      signal.throwIfAborted();
      yield { type: 'failed', table: table.id, error };
    }
    yield { type: 'progress', done: done + 1, total: tables.length };
  }
}

/** What refreshing issues of a source takes. */
export const openBatch = (
  context: Pick<ReadContext<Settings>, 'config' | 'kept' | 'http' | 'signal' | 'now' | 'log'>,
  pause?: Pause,
): Batch => {
  const { config, signal, now, log } = context;
  const site = openSite(context, pause);
  const { raw, marks, files } = openKept(context);
  return { site, raw, marks, files, config, now, signal, log, assertSignedIn: signedIn(site.client) };
};

const makingOf = ({ raw, marks, files, config, signal }: Batch, tables: readonly PlannedTable[]): Making => ({
  raw,
  marks,
  files,
  signal,
  rowsOf: rowMaker(config),
  shape: shapeOf(config),
  published: new Set(tables.flatMap((table) => [...(publishedMonths(table)?.keys() ?? [])])),
});

/** Raised when rows are made another way, so that those of an older version are made anew. */
const version = 1;

const shapeOf = (config: Settings): string => {
  const { fields = {}, extra_fields = [], attachments = {} } = config;
  return JSON.stringify({ version, site: siteUrl(config), fields, extra_fields, attachments });
};

/** JSON that cannot be read is fetched again. Months that need it are not made without it. */
const makeReadable = async (making: Making, batch: Batch): Promise<void> => {
  const { unreadable } = await makeMonths(making);
  if (unreadable.size === 0) return;
  await refreshAll(batch, new Map([...unreadable].map((key) => [key, onlyLook])));
  const again = await makeMonths(making);
  if (!again.isComplete) throw rawUnreadable({ keys: [...again.unreadable].slice(0, 10).join(', ') });
};

/** Tells what could not be fetched. When that is everything, the events stay, and the tables are as they were. */
function* noticesOf(refreshed: readonly Refreshed[]): Generator<ReadMessage> {
  const lost = refreshed.filter(isLost);
  const [first] = lost;
  if (!first) return;
  if (refreshed.every(({ status }) => status === 'failed')) throw first.error;
  const { message, hint } = first.error;
  const count = lost.length === 1 ? `The issue ${first.key}` : `${lost.length} issues, such as ${first.key},`;
  yield {
    type: 'notice',
    code: 'jira_not_fetched',
    message: `${count} could not be fetched, and will be tried again: ${message} ${hint}`,
  };
}

type Lost = Extract<Refreshed, { status: 'failed' | 'partial' }>;

const isLost = (one: Refreshed): one is Lost => one.status === 'failed' || one.status === 'partial';

const tableNameOf = ({ name, sourceTable = name, partitionBy, whereFilters }: PlannedTable): TableName => {
  if (!isTableName(sourceTable)) {
    throw tableUnknown({ table: name, sourceTable, known: tableNames.join(', ') });
  }
  if (partitionBy !== undefined) throw tableUnfit({ table: name, what: 'a column that cuts it' });
  if (whereFilters && whereFilters.length > 0) throw tableUnfit({ table: name, what: 'row filters' });
  return sourceTable;
};
