import { mkdir, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { ExecutionContext } from 'ava';
import { tempFolder } from './temp-folder.ts';

/** Writes files into a folder and resolves to the sections of `instance.yaml` that make each a table of one source. */
export const filesSource = async (
  t: ExecutionContext,
  files: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> => {
  const location = join(await tempFolder(t), 'files');
  await mkdir(location);
  for (const [name, text] of Object.entries(files)) await writeFile(join(location, name), text);
  const tables = Object.keys(files).map((file) => ({ name: parse(file).name, source_table: file }));
  return {
    files: { roots: [location] },
    sources: [{ slug: 'files', type: 'files', config: { location }, tables }],
  };
};
