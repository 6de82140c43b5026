import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../command.ts';
import { ignoreMissing } from '../files/durable-file.ts';
import { SnapshotFolder } from '../snapshots/folder.ts';
import { quotaGb } from '../snapshots/room.ts';
import { Store, sizeOf } from '../sync/store.ts';
import { byteText } from '../terminal/byte-text.ts';

/** How much room things take in this workspace. */
export const run: Run = async (_input, session) => {
  const workspace = await session.workspace();
  const folder = new SnapshotFolder(workspace);
  const data = {
    snapshots_dir: folder.path,
    used_bytes: await folder.usedBytes(),
    snapshot_count: (await folder.all()).length,
    free_bytes: await folder.freeBytes(),
    quota_gb: quotaGb(session.world.env),
    tables_bytes: await bytesBelow(new Store(workspace).folder),
  };
  return {
    data,
    text: [
      `Snapshots  ${data.snapshot_count}, ${byteText(data.used_bytes)} of ${data.quota_gb} GB, in ${folder.path}`,
      `Tables     ${byteText(data.tables_bytes)}`,
      `Free       ${byteText(data.free_bytes)}`,
    ],
  };
};

const bytesBelow = async (folder: string): Promise<number> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(ignoreMissing);
  const files = (entries ?? []).filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(({ parentPath, name }) => sizeOf(join(parentPath, name))));
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
};
