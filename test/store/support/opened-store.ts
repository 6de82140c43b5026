import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { SystemStore, SystemStoreOptions } from '../../../host/store/system-store.ts';
import { freshStore } from '../../support/fresh-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** A store of its own for one test, closed before its folder goes. */
export const openedStore = async (t: ExecutionContext): Promise<SystemStore> => {
  const store = await freshStore(storeOptions(await tempFolder(t)));
  t.teardown(() => store[Symbol.asyncDispose]());
  return store;
};

/** How every test opens the store of a folder. */
export const storeOptions = (folder: string): SystemStoreOptions => ({
  folder: join(folder, 'state'),
  now: Date.now,
  hostVersion: '0.0.0',
});
