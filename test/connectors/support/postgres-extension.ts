import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { PlannedTable } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import extension from '../../../plugins/connector-postgres/extension.ts';
import type { Settings } from '../../../plugins/connector-postgres/settings.ts';
import { fetchExtension } from '../../../plugins/connector-postgres/test/support/extension-file.ts';
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
  if (await fetchExtension(join(staging, 'extensions'))) return staging;
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
