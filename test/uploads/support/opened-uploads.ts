import { join } from 'node:path';
import type { Intent } from '../../../host/http/intent.ts';
import { insertUser } from '../../../host/identity/users/repository.ts';
import { newId } from '../../../host/store/new-id.ts';
import { UploadFolder } from '../../../host/uploads/upload-folder.ts';
import { Uploads } from '../../../host/uploads/uploads.ts';
import { freshStore } from '../../support/fresh-store.ts';

/** Whoever sends something in. */
export const userId = 'u1';

const now = () => Date.parse('2026-03-01T12:00:00Z');

/** Who is said to have done it. */
export const intent = (): Intent => ({ action: 'test', actor: { kind: 'session', userId } });

/** Bytes as they come. */
export const bytesOf = async function* (...texts: readonly string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
};

/** Uploads with small limits over a real store in this folder; `crash` is where the process dies. */
export const openedUploads = async (dataDir: string, crash?: string) => {
  const state = { folder: join(dataDir, 'state'), now, hostVersion: '0.1.0' };
  const store = await freshStore({ ...state, ...(crash !== undefined && { crash }) });
  const known = await store.read.selectFrom('users').select('id').execute();
  if (known.length === 0)
    await store.keep((tx) => insertUser(tx, { id: userId, email: 'ada@example.com', at: new Date(now()) }));
  const folder = new UploadFolder(dataDir);
  const uploads = new Uploads({ store, folder, newId, now, most: { user: 100, file: 60 } });
  await uploads.open();
  const send = (filename: string, text: string, kind: 'session' | 'artifact' = 'session') =>
    uploads.add({ userId, kind, filename, bytes: bytesOf(text) }, intent());
  return { store, uploads, send, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
};
