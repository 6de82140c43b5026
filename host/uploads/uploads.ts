import type { Kysely } from 'kysely';
import { type Intent, markWritten } from '../http/intent.ts';
import { crashPoint } from '../store/crash-point.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { Tables } from '../store/tables.ts';
import { Coming } from './coming.ts';
import { uploaderUnknown, uploadNotFound, uploadQuotaExceeded } from './errors.ts';
import { fileNameOf, knownName } from './file-name.ts';
import {
  bytesOf,
  filesThereAre,
  findUploads,
  insertUpload,
  isReferred,
  isUser,
  markDeleted,
  newestVersion,
  type Owned,
} from './repository.ts';
import type { Upload } from './upload.ts';
import { type Draft, isDraft, type UploadFolder } from './upload-folder.ts';

interface UploadsDeps {
  readonly store: Pick<SystemStore, 'read' | 'write' | 'keep'>;
  readonly folder: UploadFolder;
  readonly newId: () => string;
  /** Milliseconds UTC. */
  readonly now: () => number;
  /** Bytes of all files of one user, and of one file. */
  readonly most: { readonly user: number; readonly file: number };
}

/** A file that comes in. */
export interface Incoming extends Owned {
  readonly filename: string;
  readonly bytes: AsyncIterable<Buffer>;
  /** Bytes it may have; those of every file when absent. */
  readonly most?: number;
}

/** Files that people send in. A version is there as a whole or not at all, and is never written over. */
export class Uploads {
  readonly #deps: UploadsDeps;
  readonly #coming: Coming;

  constructor(deps: UploadsDeps) {
    this.#deps = deps;
    this.#coming = new Coming(deps.most.user);
  }

  /**
   * Removes what a crash has left: drafts, and bytes that no row speaks of. Call it before anything comes in.
   *
   * `isReplaced`: another state is kept beside this one. Bytes that only its rows speak of stay as long.
   */
  async open({ isReplaced = false } = {}): Promise<void> {
    const { store, folder } = this.#deps;
    const wanted = new Set((await filesThereAre(store.read)).map((file) => folder.path(file)));
    for await (const file of folder.all())
      if (isDraft(file) || !(isReplaced || wanted.has(folder.path(file)))) await folder.remove(file);
  }

  /** Takes a file in. Resolves once bytes and row survive a power cut; the same bytes again are the same version. */
  async add({ bytes, most, ...incoming }: Incoming, intent: Intent): Promise<Upload> {
    const { folder } = this.#deps;
    const named = { ...incoming, filename: fileNameOf(incoming.filename) };
    return this.#coming.during(named.userId, bytes, async (counted) => {
      const draft = await folder.draft(named, counted, most ?? this.#deps.most.file);
      crashPoint('upload.written');
      try {
        return await this.#commit(named, draft, intent);
      } finally {
        await folder.discard(draft);
      }
    });
  }

  /** Every version of every file of one kind, by name. */
  list(owned: Owned): Promise<readonly Upload[]> {
    return findUploads(this.#deps.store.read, owned);
  }

  /** Bytes somebody's uploads hold now. */
  usedBytes(userId: string): Promise<number> {
    return bytesOf(this.#deps.store.read, userId);
  }

  /** Where the bytes of an upload lie. */
  path(upload: Upload): string {
    return this.#deps.folder.path(upload);
  }

  /** Removes every version of a file, bytes and all. */
  async remove(asked: Owned & { readonly filename: string }, intent: Intent): Promise<void> {
    const { store, folder, now } = this.#deps;
    const of = { ...asked, filename: knownName(asked.filename) };
    const gone = await store.write(intent, async (tx) => {
      const versions = await findUploads(tx, of);
      if (versions.length === 0) throw uploadNotFound({ filename: of.filename });
      await markDeleted(tx, { ...of, at: new Date(now()) });
      return versions;
    });
    for (const version of gone) await this.#removeUnreferred(version, folder);
  }

  /** Removes the bytes of somebody whose rows are gone. */
  async forgetUser(userId: string): Promise<void> {
    // Between changes: whoever is in the middle of one sees the user or finds none.
    await this.#deps.store.keep(() => this.#deps.folder.removeUser(userId));
  }

  async #commit(named: Owned & { readonly filename: string }, draft: Draft, intent: Intent): Promise<Upload> {
    const { store } = this.#deps;
    const action = { action: `upload.${named.kind}`, resource: `upload:${named.filename}` };
    const { sha256, sizeBytes: size_bytes } = draft;
    const params = { ...intent.params, sha256, size_bytes };
    const upload = await store.write({ ...intent, ...action, params }, (tx) => this.#enter(tx, named, draft));
    markWritten(intent);
    return upload;
  }

  /** In one transaction, and changes come one at a time: nobody else counts, names or removes meanwhile. */
  async #enter(
    tx: Kysely<Tables>,
    named: Owned & { readonly filename: string },
    draft: Draft,
  ): Promise<Upload> {
    const { folder, newId, now } = this.#deps;
    const { sha256, sizeBytes } = draft;
    if (!(await isUser(tx, named.userId))) throw uploaderUnknown({});
    if (!(await isReferred(tx, { ...named, sha256 }))) await this.#checkQuota(tx, named.userId, sizeBytes);
    // Also what should be there already: a state that was restored may speak of bytes that are gone.
    await folder.keep(named, draft);
    crashPoint('upload.kept');
    const newest = (await findUploads(tx, named)).at(-1);
    if (newest?.sha256 === sha256) return newest;
    const version = (await newestVersion(tx, named)) + 1;
    const upload = { ...named, id: newId(), version, sha256, sizeBytes, uploadedAt: new Date(now()) };
    await insertUpload(tx, upload);
    return upload;
  }

  async #checkQuota(tx: Kysely<Tables>, userId: string, bytes: number): Promise<void> {
    const { most } = this.#deps;
    const used = (await bytesOf(tx, userId)) + bytes;
    if (used > most.user) throw uploadQuotaExceeded({ used_bytes: used, limit_bytes: most.user });
  }

  async #removeUnreferred(upload: Upload, folder: UploadFolder): Promise<void> {
    await this.#deps.store.keep(async (tx) => {
      if (!(await isReferred(tx, upload))) await folder.remove(upload);
    });
  }
}
