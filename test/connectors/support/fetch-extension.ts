import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Puts DuckDB's extension for PostgreSQL where an installed one lies; false where it cannot be had. */
export const fetchExtension = async (staging: string): Promise<boolean> => {
  const python = (...args: readonly string[]) => promisify(execFile)('python3', ['-m', ...args]);
  const to = join(staging, 'extensions');
  try {
    const wheel = 'duckdb-extension-postgres-scanner==1.5.5';
    await python('pip', 'download', '-q', '--no-deps', '-d', join(staging, 'wheel'), wheel);
    const [file = ''] = await readdir(join(staging, 'wheel'));
    await python('zipfile', '-e', join(staging, 'wheel', file), join(staging, 'unpacked'));
    const [platform] =
      Object.entries(platforms).find(([, name]) => name === `${process.platform}-${process.arch}`) ?? [];
    if (!platform) return false;
    const from = join(staging, 'unpacked', 'duckdb_extension_postgres_scanner', 'extensions', 'v1.5.5');
    await mkdir(to);
    await promisify(execFile)('sh', [
      '-c',
      `mkdir -p "$1/v1.5.5/${platform}" && cp "$0"/*.duckdb_extension "$1/v1.5.5/${platform}/"`,
      from,
      to,
    ]);
    return true;
  } catch {
    return false;
  }
};

const platforms = { linux_amd64: 'linux-x64', linux_arm64: 'linux-arm64' };
