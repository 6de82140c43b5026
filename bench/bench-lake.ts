import { createHash, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Access } from '../host/access/access.ts';
import type { Change } from '../host/lake/change.ts';
import { Lake } from '../host/lake/lake.ts';
import type { LakeDeps } from '../host/lake/lake-deps.ts';
import { Registry } from '../host/registry/registry.ts';
import { Conditions } from '../host/store/conditions.ts';
import { openSystemStore } from '../host/store/system-store.ts';
import { timed } from './measured.ts';

/** The lake of a data folder that no host runs on, without the host around it. */
export interface BenchLake extends AsyncDisposable {
  readonly lake: Lake;
  /** Builds every view anew; gives milliseconds. */
  rebuildAll(): Promise<number>;
  /** Publishes another version of one table; gives milliseconds. */
  changeOne(): Promise<number>;
}

/** Opens the lake in this process. */
export const openLake = async (dataDir: string): Promise<BenchLake> => {
  const now = Date.now;
  const store = await openSystemStore({ folder: join(dataDir, 'state'), now, hostVersion: 'bench' });
  const registry = new Registry({
    store,
    now,
    connectors: () => [],
    access: new Access({ store, now }),
    onChanged: async () => {},
  });
  const conditions = new Conditions({ store, now });
  const hooks: LakeDeps['hooks'] = { afterRebuild: async () => [] };
  const lake = new Lake({ store, registry, conditions, hooks, dataDir, now });
  await lake.open();
  return {
    lake,
    rebuildAll: async () => {
      // A lake whose file is gone builds it anew from what the system database says.
      await rm(join(dataDir, 'analytics'), { recursive: true });
      return (await timed(() => lake.open())).ms;
    },
    changeOne: async () => (await timed(() => lake.publish(changeOf(lake)))).ms,
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
};

/** The same file once more, called another version. */
const changeOf = (lake: Lake): Change => {
  const [table] = lake.published();
  if (!table) throw new Error('The lake is empty');
  const { sourceSlug, parts, rows, sizeBytes, columns, id, name } = table;
  const files = parts.map(({ relativePath, ...part }) => ({ ...part, path: relativePath }));
  const sha256 = createHash('sha256').update(randomUUID()).digest('hex');
  return {
    source: { id: sourceSlug, slug: sourceSlug },
    tables: [{ id, name, files, rows, sizeBytes, columns, sha256 }],
    unchanged: [],
    removed: [],
    failed: [],
    collect: false,
  };
};
