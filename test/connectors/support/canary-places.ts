import { readFile } from 'node:fs/promises';
import { filesBelow } from '../../support/files-below.ts';

/** Every file below a folder, as text. */
export const textsBelow = async (folder: string): Promise<readonly string[]> =>
  Promise.all((await filesBelow(folder)).map((path) => readFile(path, 'latin1')));

/** The arguments and the environment of every process that this one has started, as any program of its user reads them. */
export const processesBelow = async (pid: number): Promise<readonly string[]> => {
  const texts: string[] = [];
  for (const child of await childrenOf(pid)) {
    for (const file of ['cmdline', 'environ']) texts.push(await orNothing(`/proc/${child}/${file}`));
    texts.push(...(await processesBelow(child)));
  }
  return texts;
};

const childrenOf = async (pid: number): Promise<readonly number[]> =>
  (await orNothing(`/proc/${pid}/task/${pid}/children`)).trim().split(' ').filter(Boolean).map(Number);

/** One that has ended meanwhile tells nothing. */
const orNothing = (path: string): Promise<string> => readFile(path, 'latin1').catch(() => '');
