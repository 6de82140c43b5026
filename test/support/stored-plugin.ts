import { basename } from 'node:path';
import type { ExecutionContext } from 'ava';
import { contentHash, type LockEntry } from '../../host/kernel/generation-lock.ts';
import { storeTree } from '../../host/kernel/plugin-store.ts';
import { readTree } from '../../host/kernel/tree.ts';
import { type PluginFolders, writePlugin } from './plugin-folders.ts';
import { tempFolder } from './temp-folder.ts';

/** Puts a plugin into the store and answers how a generation names it. */
export const stored = async (
  t: ExecutionContext,
  { store }: PluginFolders,
  files: Readonly<Record<string, unknown>>,
): Promise<LockEntry> => {
  const folder = await writePlugin(await tempFolder(t), 'x', files);
  const address = await storeTree(await readTree(folder, 'refuse'), store);
  const { id, version } = files['agnes.plugin.json'] as { id: string; version: string };
  return {
    id,
    version,
    requested: version,
    source: { type: 'folder', path: 'x' },
    treeHash: basename(address),
    files: Object.keys(files).length,
    bytes: 1,
    trust: 'unverified',
    enabled: true,
    grants: [],
    grantsHash: contentHash('[]'),
    config: { version: 1, hash: contentHash('{}'), secretRefs: [] },
    state: { version: 1 },
  };
};

/** What a host is started with that has these. */
export const generationOf = (...plugins: readonly LockEntry[]) => ({ generation: { plugins, local: {} } });
