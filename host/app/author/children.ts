import { readdir, readFile } from 'node:fs/promises';

/** Processes that this one has started and that are still there; where the system does not tell, none. */
export const childrenOf = async (parent: number): Promise<readonly number[]> => {
  const names = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(names.map(async (name) => [Number(name), await parentOf(name)] as const));
  return parents.filter(([, of]) => of === parent).map(([pid]) => pid);
};

/** The name of a program may hold anything; what follows its last bracket does not. Zombies do not count. */
const parentOf = async (pid: string): Promise<number> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [state, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' ? 0 : Number(parent);
};
