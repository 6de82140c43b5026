import { readFile } from 'node:fs/promises';

/** What a page tells its readers to type after `npx agnes`, in the order of the page: the arguments of each command. */
export const pageCommands = async (page: string): Promise<readonly (readonly string[])[]> => {
  const text = await readFile(page, 'utf8');
  const shell = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block = '']) => block).join('');
  return [...shell.matchAll(/^(?:.*\| )?npx agnes (.+)$/gm)].map(([, line = '']) => argumentsOf(line));
};

const argumentsOf = (line: string): readonly string[] =>
  [...line.replace(/ +# .*$/, '').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  );
