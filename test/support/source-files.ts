import { glob, readFile } from 'node:fs/promises';

/** A file of ours and what it says. Paths are relative to the repository. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Every file that matches, without what is installed or generated. */
export const sourceFiles = async (...patterns: readonly string[]): Promise<readonly SourceFile[]> => {
  const paths = await Array.fromAsync(glob(patterns, { exclude: (path) => path.includes('node_modules') }));
  return Promise.all(paths.sort().map(async (path) => ({ path, text: await readFile(path, 'utf8') })));
};

/** What a module imports, statically, as a type, or by `import()` with a literal. */
export const importsOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?:from\s+|import\s*\(\s*|^import\s+)'([^']+)'/gm)].map(
    ([, specifier]) => specifier ?? '',
  );
