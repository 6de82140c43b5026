import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The licences of what is packed along, which they ask to go with every copy. `modules` are paths of files. */
export const licencesOf = async (modules: readonly string[]): Promise<string> => {
  const folders = [...new Set(modules.flatMap((module) => packageOf(module) ?? []))].toSorted();
  const texts = await Promise.all(folders.map(licenceOf));
  return `What is packed along with this program:\n\n${texts.join('\n\n')}\n`;
};

const packageOf = (module: string): string | undefined =>
  /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(module)?.[0];

const licenceOf = async (folder: string): Promise<string> => {
  const files = await readdir(folder);
  const file = files.find((name) => /^licen[cs]e/i.test(name));
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const text = file ? await readFile(join(folder, file), 'utf8') : `${license}`;
  return `${name} ${version}\n\n${text.trim()}`;
};
