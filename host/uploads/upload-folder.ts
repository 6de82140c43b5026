import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../store/durable-file.ts';
import { newId } from '../store/new-id.ts';
import { uploadTooLarge } from './errors.ts';
import type { Owned } from './repository.ts';
import type { UploadKind } from './upload.ts';

const folders: Readonly<Record<UploadKind, string>> = {
  session: 'user_sessions',
  artifact: 'user_artifacts',
  local_md: 'user_local_md',
};
const kinds: readonly UploadKind[] = ['session', 'artifact', 'local_md'];
const begun = '.tmp';

/** Bytes that lie on disk, safe already, and are nobody's upload yet. */
export interface Draft {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** True for what began to come in and has not come to its end. */
export const isDraft = ({ sha256 }: { readonly sha256: string }): boolean => sha256.endsWith(begun);

/** The bytes of uploads: a folder for each kind and user, a file for each digest. Nobody but the host may look in. */
export class UploadFolder {
  readonly #dataDir: string;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  /** Where bytes of somebody lie. */
  path({ userId, kind, sha256 }: Owned & { readonly sha256: string }): string {
    return join(this.#folder({ userId, kind }), sha256);
  }

  /** Takes bytes in as they come, no more than `most` of them; what breaks off leaves nothing. */
  async draft(owned: Owned, bytes: AsyncIterable<Buffer>, most: number): Promise<Draft> {
    const folder = this.#folder(owned);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${newId()}${begun}`);
    try {
      return { path, ...(await written(path, bytes, most)) };
    } catch (cause) {
      await rm(path, { force: true });
      throw cause;
    }
  }

  /** Puts a draft in its place, where it survives a power cut. */
  async keep(owned: Owned, { path, sha256 }: Draft): Promise<void> {
    const folder = this.#folder(owned);
    await rename(path, join(folder, sha256));
    for (const parent of [folder, dirname(folder), this.#dataDir]) await syncFolder(parent);
  }

  /** Forgets a draft that was not kept. */
  async discard({ path }: Draft): Promise<void> {
    await rm(path, { force: true });
  }

  async remove(at: Owned & { readonly sha256: string }): Promise<void> {
    await rm(this.path(at), { force: true });
  }

  /** Removes everything of one user. */
  async removeUser(userId: string): Promise<void> {
    for (const kind of kinds) await rm(this.#folder({ userId, kind }), { recursive: true, force: true });
  }

  /** Every file there is, and drafts that a crash has left. */
  async *all(): AsyncGenerator<Owned & { readonly sha256: string }> {
    for (const kind of kinds) {
      const folder = join(this.#dataDir, folders[kind]);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      for (const userId of await readdir(folder))
        for (const sha256 of await readdir(join(folder, userId))) yield { userId, kind, sha256 };
    }
  }

  #folder({ userId, kind }: Owned): string {
    return join(this.#dataDir, folders[kind], userId);
  }
}

const written = async (
  path: string,
  bytes: AsyncIterable<Buffer>,
  most: number,
): Promise<Pick<Draft, 'sha256' | 'sizeBytes'>> => {
  await using file = await open(path, 'wx', 0o600);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of bytes) {
    sizeBytes += chunk.length;
    if (sizeBytes > most) throw uploadTooLarge({ limit_bytes: most });
    hash.update(chunk);
    await file.writeFile(chunk);
  }
  await file.sync();
  return { sha256: hash.digest('hex'), sizeBytes };
};
