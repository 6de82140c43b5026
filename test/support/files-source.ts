import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { tempFolder } from './temp-folder.ts';

/** Writes a CSV file per table and resolves to the sections of `instance.yaml` that make them tables of one source. */
export const filesSource = async (
  t: ExecutionContext,
  tables: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> => {
  const location = join(await tempFolder(t), 'files');
  await mkdir(location);
  for (const [name, text] of Object.entries(tables)) await writeFile(join(location, `${name}.csv`), text);
  const named = Object.keys(tables).map((name) => ({ name, source_table: `${name}.csv` }));
  return {
    files: { roots: [location] },
    sources: [{ slug: 'files', type: 'files', config: { location }, tables: named }],
  };
};
