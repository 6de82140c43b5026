import { basename } from 'node:path';
import { filesDiffer } from '../extract-errors.ts';
import type { InputFile } from '../input-file.ts';
import { columnsOf } from './columns.ts';
import type { Sandbox } from './sandbox.ts';

/** Throws when files that have to have the same columns do not; nothing is asked of others. */
export const refuseOtherColumns = async (
  sandbox: Sandbox,
  files: readonly InputFile[],
  selectOf: (file: InputFile) => Promise<string>,
): Promise<void> => {
  const strict = files.filter(({ format }) => 'sameColumns' in format && format.sameColumns === true);
  if (strict.length < 2) return;
  let first: string | undefined;
  for (const file of strict) {
    const columns = await columnsOf(sandbox, await selectOf(file));
    const names = columns.map(({ name }) => name.toLowerCase()).join(', ');
    first ??= names;
    if (names !== first) throw filesDiffer({ file: basename(file.path), has: names, wanted: first });
  }
};
