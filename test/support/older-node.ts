import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A Node on the PATH that is older than the one Agnes needs, besides those that packages bring; nothing when there is none. */
export const olderNode = async (path: string): Promise<string | undefined> => {
  const folders = path.split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const versions = await Promise.all(folders.map((folder) => majorOf(join(folder, 'node'))));
  const index = versions.findIndex((major) => major < 26);
  const folder = folders[index];
  return folder && join(folder, 'node');
};

const majorOf = async (program: string): Promise<number> => {
  try {
    const { stdout } = await run(program, ['--version']);
    return Number(/^v(\d+)\./.exec(stdout)?.[1]);
  } catch {
    // Not there, or not a Node: too new for this question.
    return Number.POSITIVE_INFINITY;
  }
};
