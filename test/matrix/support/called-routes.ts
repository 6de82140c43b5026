import { dirname, join } from 'node:path';
import { importsOf, type SourceFile, sourceFiles } from '../../support/source-files.ts';

/** Everywhere, and about no route in particular. */
const shared = new Set([
  'cli/session/session.ts',
  'cli/command.ts',
  'cli/command-table/commands.ts',
  'cli/http/client.ts',
]);

/**
 * Tells of a route whether some command calls it: whether the code of the command, with what it imports, names its
 * method, the path before what is filled in, and the word behind it.
 */
export const calledRoutes = async (): Promise<(route: string) => boolean> => {
  const files = new Map((await sourceFiles('cli/**/*.ts')).map((file) => [file.path, file]));
  const commands = [...files.values()].filter(({ path }) => path.startsWith('cli/commands/'));
  const codes = commands.map((file) => [...codeOf(file, files)].map(({ text }) => text).join('\n'));
  return (route) => {
    const isNamed = namesOf(route);
    return codes.some(isNamed);
  };
};

const codeOf = (file: SourceFile, files: ReadonlyMap<string, SourceFile>): Set<SourceFile> => {
  const seen = new Set([file]);
  // A set is walked to what is added on the way, too.
  for (const { path, text } of seen)
    for (const specifier of importsOf(text)) {
      const next = files.get(join(dirname(path), specifier));
      if (next && !shared.has(next.path)) seen.add(next);
    }
  return seen;
};

const namesOf = (route: string): ((code: string) => boolean) => {
  const [method = '', path = ''] = route.split(' ');
  const [before = '', ...behind] = path.split(/\/:\w+/);
  const last = behind.at(-1) ?? '';
  const begins = new RegExp(`['\`]${before}${behind.length === 0 ? `['\`?$]` : `[/'\`]`}`);
  const ends = last === '' ? /(?:)/ : new RegExp(`${last}['\`?]|'${last.slice(1)}'`);
  const calls = method === 'GET' ? /(?:)/ : new RegExp(`'${method}'`);
  return (code) => begins.test(code) && ends.test(code) && calls.test(code);
};
