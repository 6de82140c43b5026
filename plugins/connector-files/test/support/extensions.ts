import { execFile } from 'node:child_process';
import { cp, glob, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';

const python = (...args: readonly string[]) => promisify(execFile)('python3', ['-m', ...args]);

/** Fills a folder with DuckDB's extensions for workbooks and object stores. False: they cannot be had here. */
export const fetchExtensions = async (folder: string): Promise<boolean> => {
  try {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll('SELECT platform FROM pragma_platform()');
    const to = join(folder, 'v1.5.5', String(reader.value(0, 0)));
    await mkdir(to, { recursive: true });
    const wheels = ['excel', 'httpfs'].map((name) => `duckdb-extension-${name}==1.5.5`);
    await python('pip', 'download', '-q', '--no-deps', '-d', join(folder, 'wheels'), ...wheels);
    for await (const wheel of glob(join(folder, 'wheels/*.whl')))
      await python('zipfile', '-e', wheel, join(folder, 'unpacked'));
    for await (const file of glob(join(folder, 'unpacked/*/extensions/*/*.duckdb_extension')))
      await cp(file, join(to, file.split('/').at(-1) ?? ''));
    return true;
  } catch {
    return false;
  }
};
