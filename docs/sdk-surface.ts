import { execFile } from 'node:child_process';
import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Everything a plugin can see of the SDK: the declarations of each entry and of all they name. */
export const sdkSurface = async (): Promise<string> => {
  const { exports: doors } = JSON.parse(await readFile('sdk/package.json', 'utf8'));
  const entries = Object.values<string>(doors).map((path) => posix.normalize(path));
  const declared = await declarations(entries);
  const names = Object.entries<string>(doors).map(
    ([door, path]) => `//   @agnes/sdk${door.slice(1)} = ${path}`,
  );
  const head =
    '// What plugins see of the SDK. Made by docs/render.ts: a change here is a change for every plugin.';
  const modules = reachable(entries, declared).map((path) => `\n// ${path}\n${declared.get(path)?.trim()}`);
  return `${[head, ...names, ...modules].join('\n')}\n`;
};

// No tsconfig: what else the repository compiles must not change the report.
const flags = [
  '--ignoreConfig --declaration --emitDeclarationOnly --removeComments --allowImportingTsExtensions',
  '--strict --exactOptionalPropertyTypes --skipLibCheck --rootDir sdk',
  '--module nodenext --target es2024 --types node',
].flatMap((line) => line.split(' '));

const declarations = async (entries: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const folder = await mkdtemp(join(tmpdir(), 'agnes-surface-'));
  try {
    const files = entries.map((path) => join('sdk', path));
    const compiler = 'node_modules/typescript/bin/tsc';
    await run(process.execPath, [compiler, ...flags, '--outDir', folder, ...files]);
    const paths = await Array.fromAsync(glob('**/*.d.ts', { cwd: folder }));
    const read = paths.map(
      async (path) => [path.replace('.d.ts', '.ts'), await readFile(join(folder, path), 'utf8')] as const,
    );
    return new Map(await Promise.all(read));
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** The entries and all they import, by name. What only the inside uses is not part of the surface. */
const reachable = (entries: readonly string[], declared: ReadonlyMap<string, string>): readonly string[] => {
  const seen = new Set(entries);
  // A set may grow while it is walked; what is added is visited too.
  for (const path of seen) {
    const imports = (declared.get(path) ?? '').matchAll(/from '(\.[^']+)'/g);
    for (const [, to = ''] of imports) seen.add(posix.join(posix.dirname(path), to));
  }
  return [...seen].sort();
};
