import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Column, FileFormat, PlannedTable, ReadMessage } from '@agnes/sdk/connector';
import { monthDamaged } from '../errors.ts';
import { hashLength, type MonthFiles } from '../kept/month-files.ts';
import { at, isObject } from '../rows/json.ts';
import type { TableName } from '../rows/tables.ts';

/** What tables are published from. */
export interface Publishing {
  readonly files: MonthFiles;
  readonly columns: Readonly<Record<TableName, readonly Column[]>>;
  readonly staging: string;
  /** Makes a month again that turned out damaged. */
  readonly remake: (month: string) => Promise<void>;
}

/** Hash by month, of the months that have rows. */
type Months = ReadonlyMap<string, string>;

/** What readers have of a table; nothing when it is to be read whole. */
export const publishedMonths = ({ state }: Pick<PlannedTable, 'state'>): Months | undefined => {
  const months = at(state, 'months');
  if (!isObject(months)) return undefined;
  return new Map(Object.entries(months).map(([month, hash]) => [month, String(hash)]));
};

/** Hands over the months that differ from what readers have, each as the part of its name. */
export async function* publishTable(
  { id, state }: PlannedTable,
  name: TableName,
  publishing: Publishing,
): AsyncGenerator<ReadMessage> {
  const { files, columns } = publishing;
  const known = publishedMonths({ state });
  const now = filled(await files.months(name));
  // Beside an empty table there is nothing that could stay.
  const isWhole = known === undefined || known.size === 0;
  const changed = [...now].filter(([month, hash]) => isWhole || known.get(month) !== hash);
  const gone = isWhole ? [] : [...known.keys()].filter((month) => !now.has(month));
  if (known && changed.length + gone.length === 0) return yield { type: 'unchanged', table: id };
  yield { type: 'mode', table: id, mode: isWhole ? 'replace' : 'append' };
  if (isWhole && now.size === 0) yield { type: 'columns', table: id, columns: columns[name] };
  for (const [month] of changed) {
    const path = await staged(publishing, name, month);
    yield { type: 'file', table: id, part: month, path, format: rowsFormat(columns[name]) };
  }
  for (const part of gone) yield { type: 'gone', table: id, part };
  const last = [...now.keys()].sort().at(-1);
  yield {
    type: 'state',
    table: id,
    state: { months: Object.fromEntries(now) },
    ...(last && { cursor: last }),
  };
}

const emptyHash = createHash('sha256').digest('hex').slice(0, hashLength);

const filled = (months: Months): Months => new Map([...months].filter(([, hash]) => hash !== emptyHash));

const typesOf = (columns: readonly Column[]) =>
  Object.fromEntries(columns.map(({ name, type }) => [name, type]));

const rowsFormat = (columns: readonly Column[]): FileFormat => ({ kind: 'ndjson', types: typesOf(columns) });

/** A copy that stays as it is while the next version of the month is made. */
const staged = async (publishing: Publishing, name: TableName, month: string): Promise<string> => {
  const path = join(publishing.staging, `${name}-${month}.ndjson`);
  if (await isCopied(publishing, { name, month, path })) return path;
  await publishing.remake(month);
  if (await isCopied(publishing, { name, month, path })) return path;
  throw monthDamaged({ path });
};

const isCopied = async (
  { files }: Publishing,
  { name, month, path }: { readonly name: TableName; readonly month: string; readonly path: string },
): Promise<boolean> => {
  const hash = (await files.months(name)).get(month) ?? emptyHash;
  await copyFile(files.pathOf(name, month, hash), path);
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path)) digest.update(chunk);
  return digest.digest('hex').slice(0, hashLength) === hash;
};
