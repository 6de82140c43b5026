import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const version = '1.5.5';

/** Platforms for which the extension is packed, as Node and as DuckDB call them. */
const platforms: Readonly<Record<string, string>> = {
  'linux-x64': 'linux_amd64',
  'linux-arm64': 'linux_arm64',
};

/** Puts DuckDB's extension for PostgreSQL into a folder as an installed one lies; false where it cannot be had. */
export const fetchExtension = async (folder: string): Promise<boolean> => {
  const platform = platforms[`${process.platform}-${process.arch}`];
  if (platform === undefined) return false;
  const scratch = await mkdtemp(join(tmpdir(), 'agnes-pg-wheel-'));
  try {
    const from = await unpackWheel(scratch);
    const to = join(folder, `v${version}`, platform);
    await mkdir(to, { recursive: true });
    const packed = (await readdir(from)).filter((name) => name.endsWith('.duckdb_extension'));
    for (const name of packed) await copyFile(join(from, name), join(to, name));
    return packed.length > 0;
  } catch {
    return false;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};

const unpackWheel = async (scratch: string): Promise<string> => {
  const python = (...args: readonly string[]) => promisify(execFile)('python3', ['-m', ...args]);
  const wheel = `duckdb-extension-postgres-scanner==${version}`;
  await python('pip', 'download', '-q', '--no-deps', '-d', join(scratch, 'wheel'), wheel);
  const [file = ''] = await readdir(join(scratch, 'wheel'));
  await python('zipfile', '-e', join(scratch, 'wheel', file), join(scratch, 'unpacked'));
  return join(scratch, 'unpacked', 'duckdb_extension_postgres_scanner', 'extensions', `v${version}`);
};
