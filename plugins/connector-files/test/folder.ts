import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PlannedTable } from '@agnes/sdk/connector';
import type { ExecutionContext } from 'ava';

/** A folder with these files, gone when the test is over. */
export const folderWith = async (
  t: ExecutionContext,
  files: Readonly<Record<string, string>>,
): Promise<string> => {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'agnes-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
};

/** A table as the registry would plan it. */
export const planned = (sourceTable: string, more: Partial<PlannedTable> = {}): PlannedTable => ({
  id: 'table',
  name: 'table',
  sourceTable,
  strategy: 'full_refresh',
  fullRefresh: true,
  primaryKey: [],
  ...more,
});
