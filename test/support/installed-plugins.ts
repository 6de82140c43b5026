import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { contentHash } from '../../host/kernel/generation-lock.ts';
import { GenerationFiles } from '../../host/plugin-manager/generation-files.ts';
import { hooksManifest, setupEntry } from './plugin-folders.ts';
import { stored } from './stored-plugin.ts';
import { tempFolder } from './temp-folder.ts';

/** The files of a plugin whose `setup` has this body and taps these hooks. */
export const insider = (id: string, taps: readonly string[], body: string) => ({
  'agnes.plugin.json': hooksManifest(id, taps),
  'index.ts': setupEntry(body),
});

/** A data folder in which these plugins are installed and may run inside the host. */
export const installedInsiders = async (
  t: ExecutionContext,
  plugins: readonly Readonly<Record<string, unknown>>[],
): Promise<string> => {
  const dataDir = join(await tempFolder(t), 'data');
  const below = join(dataDir, 'plugins');
  const store = join(below, 'store');
  await mkdir(store, { recursive: true });
  const grants = ['process:host'];
  const entries = [];
  for (const files of plugins) {
    const entry = await stored(t, { bundled: '', local: join(below, 'local'), store }, files);
    entries.push({ ...entry, grants, grantsHash: contentHash(JSON.stringify(grants)) });
  }
  const files = new GenerationFiles(join(below, 'generations'));
  const lock = {
    generation: 1,
    parent: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    createdBy: 'test',
    reason: 'a test',
    host: { version: '0.1.0' },
    plugins: entries,
  };
  await files.write(lock);
  await files.point(lock, {});
  return dataDir;
};
