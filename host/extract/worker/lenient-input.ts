import type { Column } from '@agnes/sdk';
import { quoteIdent } from '../../store/quote-ident.ts';
import type { InputFile } from '../input-file.ts';
import { isScalar, plainType } from './common-type.ts';
import { selectInputs } from './inputs.ts';
import { type Input, misfitsOf } from './misfits.ts';
import { isWhole, wholeNumber } from './whole-number.ts';
import type { Work } from './work.ts';

/**
 * Reads everything as text and then casts, value by value. A column with a value that does not fit becomes wider
 * where the table evolves; else the value becomes null and is counted. Slower, so only after the quick way failed.
 */
export const lenientInput = async (
  work: Work,
  files: readonly InputFile[],
  columns: readonly Column[],
): Promise<Input> => {
  const { sandbox, table } = work;
  const asText = (some: readonly InputFile[]): Promise<string> => selectInputs(sandbox, some.map(textOf));
  const text = await asText(files);
  const misfits = await misfitsOf(
    sandbox,
    text,
    columns.map(({ name, type }) => ({ name, fitting: castOf(name, type) })),
  );
  const isEvolving = table.onTypeError === 'evolve';
  const typed = isEvolving ? await widened(work, text, { columns, misfits }) : columns;
  const list = typed.map(({ name, type }) => `${castOf(name, type)} AS ${quoteIdent(name)}`).join(', ');
  const over = (select: string): string => `SELECT ${list} FROM (${select})`;
  return {
    select: over(text),
    columns: typed,
    nulled: isEvolving ? {} : misfits,
    // A file without one of the columns has nothing to cast: all of them are read, and the others come out empty.
    selectOf: async (some) => over(`${await asText(some)} UNION ALL BY NAME (${text} LIMIT 0)`),
  };
};

/** Numbers become fractions when that is enough, anything else text. */
const widened = async (
  { sandbox }: Work,
  text: string,
  {
    columns,
    misfits,
  }: { readonly columns: readonly Column[]; readonly misfits: Readonly<Record<string, number>> },
): Promise<readonly Column[]> => {
  const numbers = columns.filter(({ name, type }) => name in misfits && /INT$|^INTEGER|^DECIMAL/.test(type));
  const still = await misfitsOf(
    sandbox,
    text,
    numbers.map(({ name }) => ({ name, fitting: castOf(name, 'DOUBLE') })),
  );
  const fractions = new Set(numbers.map(({ name }) => name).filter((name) => !(name in still)));
  return columns.map(({ name, type }) => {
    if (!(name in misfits)) return { name, type };
    return { name, type: fractions.has(name) ? 'DOUBLE' : 'VARCHAR' };
  });
};

/** A value as this type, or null when it does not fit. */
export const castOf = (name: string, type: string): string => {
  const value = quoteIdent(name);
  const plain = plainType(type);
  if (plain === 'VARCHAR') return `CAST(${value} AS VARCHAR)`;
  if (plain === 'BLOB') return `TRY(from_base64(CAST(${value} AS VARCHAR)))`;
  if (isWhole(plain)) return wholeOrNull(`CAST(${value} AS VARCHAR)`, type);
  // As for values that fit at once: `10:00+02:00` is an instant, not ten o'clock.
  if (plain === 'TIMESTAMP') return `CAST(TRY_CAST(${value} AS TIMESTAMPTZ) AS TIMESTAMP)`;
  return isScalar(type) ? `TRY_CAST(${value} AS ${type})` : `TRY_CAST(TRY_CAST(${value} AS JSON) AS ${type})`;
};

// The outer cast is for what is no number at all.
const wholeOrNull = (text: string, type: string): string => `TRY(${wholeNumber(text, type, 'NULL')})`;

/** The same file without types. */
export const textOf = ({ path, format, part }: InputFile): InputFile => ({
  path,
  format:
    format.kind === 'rows'
      ? { kind: 'rows', columns: format.columns.map(({ name }) => ({ name, type: 'VARCHAR' })) }
      : withoutTypes(format),
  ...(part !== undefined && { part }),
});

const withoutTypes = ({ types: _, ...format }: Exclude<InputFile['format'], { kind: 'rows' }>) =>
  // What parquet holds has types already: only what was set by hand is taken away.
  format.kind === 'parquet' ? format : { ...format, allText: true };
