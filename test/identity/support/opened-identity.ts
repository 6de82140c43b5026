import { join } from 'node:path';
import { Access } from '../../../host/access/access.ts';
import { freshStore } from '../../support/fresh-store.ts';
import { admin, identityOn } from './started-identity.ts';

const now = () => Date.parse('2026-03-01T12:00:00Z');

/** The identity of a folder that other processes have used, or will; `crash` is where this one dies. */
export const openedIdentity = async (folder: string, crash?: string) => {
  const options = { folder: join(folder, 'state'), now, hostVersion: '0.0.0' };
  const store = await freshStore({ ...options, ...(crash !== undefined && { crash }) });
  const access = new Access({ store, now });
  const identity = identityOn(store, { access, now });
  await identity.provision({ seedAdminEmail: admin.email });
  const close = async () => {
    await identity[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  };
  return { store, identity, [Symbol.asyncDispose]: close };
};
