import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { PlannedTable } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import extension from '../../../plugins/connector-postgres/extension.ts';
import type { Settings } from '../../../plugins/connector-postgres/settings.ts';
import { plainRows } from '../../extract/support/plain-duckdb.ts';
import { contextOf, live, settingsOf } from './postgres-lab.ts';

let folder: Promise<string | undefined> | undefined;

test.after.always(async () => {
  const made = await folder;
  if (made !== undefined) await rm(made, { recursive: true, force: true });
});

/** Reads through the extension, and what it left. */
export interface ExtensionLab {
  /** Codes of failures and notices, by table. */
  read(
    tables: readonly PlannedTable[],
    more?: Partial<Settings>,
    terms?: { readonly isOwnCa: boolean },
  ): Promise<Readonly<Record<string, string>>>;
  rows(table: string, select?: string): ReturnType<typeof plainRows>;
}

/** A test of the driver `extension`; where it cannot be had the test says so instead. */
export const withExtension = (
  title: string,
  run: (t: ExecutionContext, lab: ExtensionLab) => Promise<void>,
): void =>
  live(title, async (t) => {
    folder ??= folderWithExtension();
    const staging = await folder;
    if (staging !== undefined) return run(t, labIn(t, staging));
    t.log("Not run, because DuckDB's extension for PostgreSQL cannot be had here.");
    t.pass();
  });

const folderWithExtension = async (): Promise<string | undefined> => {
  const staging = await mkdtemp(join(tmpdir(), 'agnes-pg-extension-'));
  if (await fetchExtension(staging)) return staging;
  await rm(staging, { recursive: true, force: true });
  return undefined;
};

const labIn = (t: ExecutionContext, staging: string): ExtensionLab => ({
  read: async (tables, more, { isOwnCa } = { isOwnCa: true }) => {
    const { ssl_ca: ca, ...settings } = settingsOf(more);
    const config: Settings = { ...settings, ...(isOwnCa && ca !== undefined && { ssl_ca: ca }) };
    const context = { ...contextOf(), config, source: 'store', tables, staging };
    const told: Record<string, string> = {};
    for await (const message of extension.read(context)) {
      if (message.type === 'failed') told[message.table] = String(Object(message.error).code);
      if (message.type === 'notice') told[`${message.table} notice`] = message.code;
    }
    await rm(join(staging, 'extract.duckdb'), { force: true });
    return told;
  },
  rows: (table, select = '*') => plainRows(t, `SELECT ${select} FROM '${staging}/data/${table}.parquet'`),
});

/** Puts DuckDB's extension for PostgreSQL where an installed one lies; false where it cannot be had. */
const fetchExtension = async (staging: string): Promise<boolean> => {
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
