import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Access } from '../host/access/access.ts';
import { systemTimers } from '../host/http/timers.ts';
import { Builder } from '../host/lake/builder.ts';
import type { Change } from '../host/lake/change.ts';
import { Lake } from '../host/lake/lake.ts';
import type { LakeDeps } from '../host/lake/lake-deps.ts';
import { Registry } from '../host/registry/registry.ts';
import { Conditions } from '../host/store/conditions.ts';
import { openSystemStore, type SystemStore } from '../host/store/system-store.ts';
import { timed } from './measured.ts';

/** The lake of a data folder that no host runs on, without the host around it. */
export interface BenchLake extends AsyncDisposable {
  readonly lake: Lake;
  readonly store: SystemStore;
  readonly registry: Registry;
  readonly access: Access;
  /** Builds every view anew; gives milliseconds. */
  rebuildAll(): Promise<number>;
  /** Publishes another version of one table; gives milliseconds. `cold`: the builder has to be started for it. */
  changeOne(options?: { readonly cold?: boolean }): Promise<number>;
}

/** Opens the lake in this process; its builder is kept as that of a host is. */
export const openLake = async (dataDir: string): Promise<BenchLake> => {
  const now = Date.now;
  const store = await openSystemStore({ folder: join(dataDir, 'state'), now, hostVersion: 'bench' });
  const access = new Access({ store, now });
  const registry = new Registry({ store, now, connectors: () => [], access, onChanged: async () => {} });
  const conditions = new Conditions({ store, now });
  const hooks: LakeDeps['hooks'] = { afterRebuild: async () => [] };
  const builder = new Builder(systemTimers);
  const lake = new Lake({ store, registry, conditions, hooks, builder, dataDir, now });
  await lake.open();
  return {
    lake,
    store,
    registry,
    access,
    rebuildAll: async () => (await timed(() => lake.reconcile({ all: true }))).ms,
    changeOne: async ({ cold = false } = {}) => {
      if (cold) await builder[Symbol.asyncDispose]();
      return (await timed(() => lake.publish(changeOf(lake)))).ms;
    },
    [Symbol.asyncDispose]: async () => {
      await lake[Symbol.asyncDispose]();
      await builder[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
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
    ...silent,
    source: { id: sourceSlug, slug: sourceSlug },
    tables: [{ id, name, files, rows, sizeBytes, columns, sha256 }],
  };
};

/** Says nothing of any table. */
export const silent: Change = {
  source: { id: '', slug: '' },
  tables: [],
  unchanged: [],
  removed: [],
  failed: [],
  collect: false,
};
