import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../cli/pack/bundle.ts';

const modules = fileURLToPath(new URL('../node_modules', import.meta.url));

/** The command line as it is packed, in a folder; its one dependency is that of the repository. */
export const packedCli = async (folder: string): Promise<string> => {
  await mkdir(folder, { recursive: true });
  await bundle(folder);
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await symlink(modules, join(folder, 'node_modules'));
  return join(folder, 'agnes.js');
};
