import type { Column } from '@agnes/sdk';
import { quoteIdent, quoteText } from '../../store/quote-ident.ts';
import { badRow } from '../errors.ts';
import type { InputFile } from '../input-file.ts';
import { columnsOf } from './columns.ts';
import { selectInputs } from './inputs.ts';
import { castOf, textOf } from './lenient-input.ts';
import type { Sandbox } from './sandbox.ts';

/** Finds the first value in csv files that does not fit its column, for telling it: reads everything once more. */
export const findMisfit = async (
  sandbox: Sandbox,
  files: readonly InputFile[],
  columns: readonly Column[],
): Promise<Error | undefined> => {
  for (const file of files.filter(({ format }) => format.kind === 'csv')) {
    const text = await selectInputs(sandbox, [textOf(file)]);
    const own = new Set((await columnsOf(sandbox, text)).map(({ name }) => name));
    const there = columns.filter(({ name }) => own.has(name));
    const misfit = there.map(
      ({ name, type }) =>
        `WHEN ${quoteIdent(name)} IS NOT NULL AND (${castOf(name, type)}) IS NULL THEN ${quoteText(`column "${name}" is ${type}, and the value is `)} || left(${quoteIdent(name)}, 100)`,
    );
    if (misfit.length === 0) continue;
    const [found] = await sandbox.rows(`SELECT * FROM (SELECT "row", CASE ${misfit.join(' ')} END AS why
      FROM (SELECT row_number() OVER () AS "row", * FROM (${text}))) WHERE why IS NOT NULL LIMIT 1`);
    if (!found) continue;
    const line = Number(found[0]) + linesBefore(file.format);
    return badRow({ file: file.path, line, reason: String(found[1]) });
  }
  return undefined;
};

const linesBefore = (format: InputFile['format']): number => {
  if (format.kind !== 'csv') return 0;
  const { header = format.columns === undefined, skip = 0 } = format.csv ?? {};
  return Number(header) + Number(skip);
};
