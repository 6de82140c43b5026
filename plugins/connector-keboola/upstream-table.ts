import type { Column, PlannedTable } from '@agnes/sdk/connector';
import { typedColumns } from './columns.ts';
import { answerInvalid, columnsGone, tableUnnamed } from './errors.ts';
import { at, countAt, textAt, textsAt } from './json.ts';
import type { Settings } from './settings.ts';
import type { StorageApi } from './storage-api.ts';

/** A table as the stack describes it. */
export interface UpstreamTable {
  readonly id: string;
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
  readonly rows?: number;
  readonly sizeBytes?: number;
  /** As the stack writes them; absent while nothing was loaded. */
  readonly lastImport?: string;
  readonly lastChange?: string;
}

/** `in.c-crm` and `orders` make `in.c-crm.orders`: the stage is part of the bucket. */
export const upstreamId = ({
  name,
  bucket,
  sourceTable,
}: Pick<PlannedTable, 'name' | 'bucket' | 'sourceTable'>): string => {
  if (!bucket || !sourceTable) throw tableUnnamed({ table: name });
  return `${bucket}.${sourceTable}`;
};

/** Asks for one table. */
export const describedTable = async (
  api: StorageApi,
  id: string,
  config: Pick<Settings, 'decimal'>,
): Promise<UpstreamTable> => readTable(await api.get(`tables/${encodeURIComponent(id)}`), config);

/** Reads what the stack says of a table. The types of an alias are those of the table it shows. */
export const readTable = (told: unknown, config: Pick<Settings, 'decimal'>): UpstreamTable => {
  const id = textAt(told, 'id');
  if (id === undefined) throw answerInvalid({ reason: 'a table has no id' });
  const isAlias = at(told, 'isAlias') === true;
  const metadata = isAlias ? at(told, 'sourceTable', 'columnMetadata') : at(told, 'columnMetadata');
  return {
    id,
    columns: typedColumns(textsAt(told, 'columns'), metadata, config),
    primaryKey: textsAt(told, 'primaryKey'),
    ...present({
      rows: countAt(told, 'rowsCount'),
      sizeBytes: countAt(told, 'dataSizeBytes'),
      lastImport: textAt(told, 'lastImportDate'),
      lastChange: textAt(told, 'lastChangeDate'),
    }),
  };
};

/** The columns that are wanted, in the order of the table. */
export const wantedColumns = (
  { id, columns }: UpstreamTable,
  wanted: readonly string[] | undefined,
): readonly Column[] => {
  if (!wanted) return columns;
  const names = new Set(wanted);
  const found = columns.filter(({ name }) => names.has(name));
  const there = new Set(found.map(({ name }) => name));
  const gone = wanted.filter((name) => !there.has(name));
  if (gone.length > 0) throw columnsGone({ table: id, columns: gone });
  return found;
};

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

const present = <T extends object>(fields: T): Present<T> =>
  // What is left out is exactly what the type leaves out.
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
