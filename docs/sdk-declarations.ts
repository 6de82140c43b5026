import { execFile } from 'node:child_process';
import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The SDK as the compiler declares it. */
export interface SdkDeclarations {
  /** Door, such as `./connector`, → module behind it, as package.json has it. */
  readonly doors: Readonly<Record<string, string>>;
  /** Text of each module by its path in `sdk`, with what people are told about it or without. */
  readonly declared: ReadonlyMap<string, string>;
}

/** Compiles the entries of the SDK and all they name. */
export const sdkDeclarations = async (comments: 'kept' | 'removed'): Promise<SdkDeclarations> => {
  const { exports: doors }: { readonly exports: Readonly<Record<string, string>> } = JSON.parse(
    await readFile('sdk/package.json', 'utf8'),
  );
  const folder = await mkdtemp(join(tmpdir(), 'agnes-surface-'));
  try {
    const files = Object.values(doors).map((path) => posix.join('sdk', path));
    const compiler = 'node_modules/typescript/bin/tsc';
    const words = comments === 'removed' ? ['--removeComments'] : [];
    await run(process.execPath, [compiler, ...flags, ...words, '--outDir', folder, ...files]);
    const paths = await Array.fromAsync(glob('**/*.d.ts', { cwd: folder }));
    const read = paths.map(
      async (path) => [path.replace('.d.ts', '.ts'), await readFile(join(folder, path), 'utf8')] as const,
    );
    return { doors, declared: new Map(await Promise.all(read)) };
  } finally {
    await rm(folder, { recursive: true });
  }
};

// No tsconfig: what else the repository compiles must not change what is told.
const flags = [
  '--ignoreConfig --declaration --emitDeclarationOnly --allowImportingTsExtensions',
  '--strict --exactOptionalPropertyTypes --skipLibCheck --rootDir sdk',
  '--module nodenext --target es2024 --types node',
].flatMap((line) => line.split(' '));
