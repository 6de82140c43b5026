import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { World } from '../world.ts';

type Surroundings = Pick<World, 'env' | 'platform' | 'execPath' | 'program'>;

/** How a shell starts this program: by name when that is found, else by its path. */
export const launcher = async (world: Surroundings): Promise<string> =>
  (await findProgram('agnes', world)) === undefined
    ? `${quoted(world.execPath)} ${quoted(world.program)}`
    : 'agnes';

/** Where a program is found by its name. */
export const findProgram = async (
  name: string,
  { env, platform }: Pick<Surroundings, 'env' | 'platform'>,
): Promise<string | undefined> => {
  const names = platform === 'win32' ? [`${name}.cmd`, `${name}.exe`] : [name];
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const path of folders.flatMap((folder) => names.map((file) => join(folder, file)))) {
    if (await isRunnable(path)) return path;
  }
  return undefined;
};

const isRunnable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
