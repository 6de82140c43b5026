import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';

/** A fresh folder, gone when the test is over. The path is real: no links in it. */
export const tempFolder = async (t: ExecutionContext): Promise<string> => {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'agnes-'));
  t.teardown(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
};
