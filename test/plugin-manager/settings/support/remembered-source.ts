import type { Manifest } from '@agnes/sdk';
import type { StoredPackage } from '../../../../host/plugin-manager/packages.ts';
import type { SystemStore } from '../../../../host/store/system-store.ts';
import { connectorManifest } from '../../../support/plugin-folders.ts';

const at = new Date(0);

/** A package that nobody loads. */
export const orders = (folder: string, state?: Manifest['state']): StoredPackage => ({
  // What tests write is a manifest.
  manifest: { ...(connectorManifest('acme/orders', 'orders') as Manifest), ...(state && { state }) },
  tree: { folder, files: new Map() },
  treeHash: '',
  source: { type: 'folder', path: folder },
  changelog: '',
});

/** A source of the connector of `acme/orders` that goes on from this cursor in each of its tables. */
export const rememberedSource = (
  store: SystemStore,
  cursor: string,
  tables: readonly string[] = ['orders'],
): Promise<void> =>
  store.keep(async (tx) => {
    await tx
      .insertInto('sources')
      .values({
        id: 's1',
        slug: 'shop',
        connector: 'acme/orders#orders',
        source_type: 'orders',
        title: 'Shop',
        config: '{}',
        config_version: 1,
        secret_refs: '{}',
        is_default: true,
        enabled: true,
        created_at: at,
        created_by: null,
        updated_at: at,
      })
      .execute();
    const rows = tables.map((stream) => ({
      source_id: 's1',
      stream,
      state: JSON.stringify({ cursor }),
      state_version: 1,
      run_id: 'r1',
      committed_at: at,
      refresh: null,
    }));
    await tx.insertInto('source_state').values(rows).execute();
  });

/** A run of it ends at another cursor. */
export const goOn = (store: SystemStore, cursor: string): Promise<void> =>
  store.keep(async (tx) => {
    await tx
      .updateTable('source_state')
      .set({ state: JSON.stringify({ cursor }) })
      .execute();
  });

/** Where it goes on. */
export const cursorOf = async (store: SystemStore): Promise<string> =>
  (await store.read.selectFrom('source_state').select('state').execute()).map(({ state }) => state).join();
