import { join } from 'node:path';
import type { Rebuilt } from '@agnes/sdk';
import { Access } from '../../../host/access/access.ts';
import type { Builder } from '../../../host/lake/builder.ts';
import { Lake } from '../../../host/lake/lake.ts';
import { Registry } from '../../../host/registry/registry.ts';
import { Conditions } from '../../../host/store/conditions.ts';
import type { openSystemStore } from '../../../host/store/system-store.ts';
import { connectors, intent } from '../../registry/open-registry.ts';
import { freshStore } from '../../support/fresh-store.ts';

/** A lake on real parts, with all the rebuilds the hook was told of. */
export interface OpenedLake extends AsyncDisposable {
  readonly lake: Lake;
  readonly registry: Registry;
  readonly conditions: Conditions;
  readonly store: Awaited<ReturnType<typeof openSystemStore>>;
  readonly told: readonly Rebuilt[];
}

/** An instant at which nothing moves. */
export const now = (): number => Date.UTC(2027, 0, 1);

/** Opens the lake of a data folder, as a host does at start. `crashAt` is a step of the builder. */
export const openLake = async (dataDir: string, crashAt?: string, builder?: Builder): Promise<OpenedLake> => {
  const store = await freshStore({ folder: join(dataDir, 'state'), now, hostVersion: '0.0.0' });
  const conditions = new Conditions({ store, now });
  const told: Rebuilt[] = [];
  const registry = new Registry({
    store,
    now,
    connectors: () => connectors,
    access: new Access({ store, now }),
    onChanged: (removed) => lake.remove(removed),
  });
  const lake = new Lake({
    store,
    registry,
    conditions,
    dataDir,
    now,
    hooks: {
      afterRebuild: async (rebuilt) => {
        told.push(rebuilt);
        return [];
      },
    },
    ...(crashAt !== undefined && { crashAt }),
    ...(builder && { builder }),
  });
  await lake.open();
  return {
    lake,
    registry,
    conditions,
    store,
    told,
    [Symbol.asyncDispose]: async () => {
      await lake[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
};

/** Registers the source `shop` with these tables, unless it is there already. */
export const registerTables = async ({ registry }: OpenedLake, names: readonly string[]) => {
  const draft = { slug: 'shop', type: 'files', config: { location: '/srv/shop' } };
  const source = await registry.ensureSource(draft, intent);
  for (const name of names) await registry.ensureTable({ name, connection: 'shop' }, intent);
  return source;
};
