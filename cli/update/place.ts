import { access, constants, readlink, realpath, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { ignoreMissing } from '../files/durable-file.ts';
import type { World } from '../world.ts';
import { updateElsewhere } from './errors.ts';

/** Where the install script, that is npm, has put this program. */
export interface Place {
  /** `<prefix>/bin`, with a link for each name. */
  readonly bin: string;
  /** The folder of the program. */
  readonly program: string;
  /** Of updates alone, and gone after each; beside the program, so that a rename is enough. */
  readonly work: string;
}

const names = ['agnes', 'da'] as const;
const entry = 'agnes.js';
/** The second form is that of an update which was interrupted. */
const layout = /^(.*?)\/lib\/node_modules\/@agnes\/(?:cli|\.agnes-update\/.+)$/;

/** Where this program may replace itself; anywhere else it is told what does. `url` is that of the new file. */
export const ownPlace = async (world: World, url: string): Promise<Place> => {
  const folder = dirname(await realpath(world.program));
  const prefix = world.platform === 'win32' ? undefined : layout.exec(folder)?.[1];
  const place = prefix === undefined ? undefined : placeBelow(prefix);
  if (place && (await isOurs(place))) return place;
  throw updateElsewhere({ path: folder, how: await howElse(folder, url) });
};

const placeBelow = (prefix: string): Place => {
  const scope = join(prefix, 'lib', 'node_modules', '@agnes');
  return { bin: join(prefix, 'bin'), program: join(scope, 'cli'), work: join(scope, '.agnes-update') };
};

/** A prefix that has a Node of its own is that of npm itself, or of the system. */
const isOurs = async ({ bin, program, work }: Place): Promise<boolean> => {
  const isOfNode = await isThere(join(bin, 'node'));
  const target = await linked(join(bin, names[0]));
  const isLinked = target !== undefined && [program, work].some((folder) => target.startsWith(`${folder}/`));
  return isLinked && !isOfNode && (await isWritable(bin)) && (await isWritable(dirname(program)));
};

const howElse = async (folder: string, url: string): Promise<string> =>
  (await isThere(join(folder, 'main.ts')))
    ? `git pull && npm ci (in the checkout at ${dirname(folder)})`
    : `npm install --global ${url}`;

/** The folder of the program that the names start now. */
export const startedFolder = async ({ bin, program }: Place): Promise<string> =>
  dirname((await linked(join(bin, names[0]))) ?? join(program, entry));

/** Has the names start the program in a folder. Each goes from one program to the other at once. */
export const startFrom = async ({ bin }: Place, folder: string): Promise<void> => {
  for (const name of names) {
    const fresh = join(bin, `.${name}.agnes-update`);
    await rm(fresh, { force: true });
    await symlink(relative(bin, join(folder, entry)), fresh);
    await rename(fresh, join(bin, name));
  }
};

/** True when every name starts the program at its usual place. */
export const isSettled = async ({ bin, program }: Place): Promise<boolean> => {
  const targets = await Promise.all(names.map((name) => linked(join(bin, name))));
  return targets.every((target) => target === join(program, entry));
};

/** The program in a folder. */
export const entryOf = (folder: string): string => join(folder, entry);

/** What a person types. */
export const commandOf = ({ bin }: Place): string => join(bin, names[0]);

const linked = async (path: string): Promise<string | undefined> => {
  // A file that is no link was not made by npm.
  const target = await readlink(path).catch(() => undefined);
  return target === undefined ? undefined : resolve(dirname(path), target);
};

const isThere = async (path: string): Promise<boolean> =>
  (await stat(path).catch(ignoreMissing)) !== undefined;

const isWritable = (path: string): Promise<boolean> =>
  access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
