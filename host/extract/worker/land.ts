import type { Column } from '@agnes/sdk';
import { quoteIdent } from '../../store/quote-ident.ts';
import { noColumns } from '../errors.ts';
import type { InputFile } from '../input-file.ts';
import type { SchemaChange } from '../schema-change.ts';
import { publishedColumns } from './base-files.ts';
import { columnsOf } from './columns.ts';
import { drainPipes } from './drain-pipes.ts';
import { findMisfit } from './find-misfit.ts';
import { isPlaced, isValueFault } from './input-fault.ts';
import { selectInputs } from './inputs.ts';
import { lenientInput } from './lenient-input.ts';
import { countMisfits, type Input } from './misfits.ts';
import { partName } from './part-name.ts';
import { type Piece, writePiece } from './pieces.ts';
import { type ColumnPlan, planColumns } from './plan-columns.ts';
import { readParquet } from './sandbox.ts';
import type { Work } from './work.ts';

/** What came in, as parquet with the columns the table will have. */
export interface Landed {
  /** One, or one for each part that the files name. */
  readonly pieces: readonly Piece[];
  readonly columns: readonly Column[];
  /** True when published rows get other types. */
  readonly retypes: boolean;
  readonly change?: SchemaChange;
  readonly nulled: Readonly<Record<string, number>>;
}

/** Parses the files of a table. Values that do not fit are handled as the table wants it. */
export const land = async (work: Work, named: readonly InputFile[]): Promise<Landed> => {
  const before = await publishedColumns(work);
  const { files, raw } = await drainPipes(work, named);
  const strict = await strictInput(work, files);
  try {
    return await landInput(work, { input: strict, files, before, raw });
  } catch (cause) {
    const { onTypeError = 'freeze' } = work.table;
    if (!isValueFault(cause)) throw cause;
    if (onTypeError === 'freeze')
      throw isPlaced(cause) ? cause : ((await findMisfit(work.sandbox, files, strict.columns)) ?? cause);
    const input = await lenientInput(work, files, strict.columns);
    return landInput(work, { input, files, before, raw });
  }
};

interface Incoming {
  readonly input: Input;
  readonly files: readonly InputFile[];
  readonly before: readonly Column[] | undefined;
  /** What came through a pipe and is parquet by now. */
  readonly raw: Piece | undefined;
}

const strictInput = async ({ sandbox }: Work, files: readonly InputFile[]): Promise<Input> => {
  const select = await selectInputs(sandbox, files);
  const columns = await columnsOf(sandbox, select);
  return { select, columns, nulled: {}, selectOf: (some) => selectInputs(sandbox, some) };
};

const landInput = async (work: Work, { input, files, before, raw }: Incoming): Promise<Landed> => {
  const wanted = wantedColumns(work, input.columns);
  const plan = planColumns(before, wanted, {
    table: work.table.name,
    mode: work.base ? work.mode : 'replace',
    onSchemaChange: work.table.onSchemaChange ?? 'evolve',
    onTypeError: work.table.onTypeError ?? 'freeze',
    accept: work.table.acceptSchema ?? false,
  });
  const pieces: Piece[] = [];
  for (const [part, some] of byPart(files)) {
    const isAll = files.length === some.length;
    const select = isAll ? input.select : await input.selectOf(some);
    const columns = isAll ? input.columns : await columnsOf(work.sandbox, select);
    pieces.push(await pieceOf(work, raw, { part, select: projected(select, columns, plan) }));
  }
  const columns = await columnsOf(
    work.sandbox,
    `SELECT * FROM ${readParquet(pieces.map(({ path }) => path))}`,
  );
  const nulled = { ...input.nulled, ...(await countMisfits(work.sandbox, input, plan)) };
  const { retypes, change } = plan;
  return { pieces, columns, retypes, nulled, ...(change && { change }) };
};

/** What came through a pipe is written already, where it has the columns of the plan. */
const pieceOf = async (
  work: Work,
  raw: Piece | undefined,
  { part, select }: { readonly part: string; readonly select: string },
): Promise<Piece> => {
  const isRaw = raw !== undefined && select === `SELECT * FROM ${readParquet([raw.path])}`;
  return isRaw ? raw : writePiece(work, part, select);
};

const wantedColumns = ({ table }: Work, columns: readonly Column[]): readonly Column[] => {
  if (!table.columns) return columns;
  const wanted = new Set(table.columns.map((name) => name.toLowerCase()));
  const found = columns.filter(({ name }) => wanted.has(name.toLowerCase()));
  if (found.length === 0) throw noColumns({ columns: table.columns });
  return found;
};

const byPart = (files: readonly InputFile[]): ReadonlyMap<string, readonly InputFile[]> =>
  Map.groupBy(files, ({ part }) => (part === undefined ? '' : partName(part)));

/** The input with the columns of the plan; as it is where they are the same, which spares the engine a projection. */
const projected = (select: string, found: readonly Column[], { columns, lossy }: ColumnPlan): string => {
  const have = new Map(found.map((column) => [column.name.toLowerCase(), column]));
  const isSame =
    found.length === columns.length &&
    columns.every(({ name, type }, index) => found[index]?.name === name && found[index]?.type === type);
  if (isSame) return select;
  const list = columns.map(({ name, type }) => {
    const column = have.get(name.toLowerCase());
    if (!column) return `CAST(NULL AS ${type}) AS ${quoteIdent(name)}`;
    const cast = lossy.has(name.toLowerCase()) ? 'TRY_CAST' : 'CAST';
    return column.type === type
      ? quoteIdent(name)
      : `${cast}(${quoteIdent(column.name)} AS ${type}) AS ${quoteIdent(name)}`;
  });
  return `SELECT ${list.join(', ')} FROM (${select})`;
};
