import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { Upload, UploadKind } from './upload.ts';

type Db = Kysely<Tables>;

/** Which files of whom. */
export interface Owned {
  readonly userId: string;
  readonly kind: UploadKind;
}

/** Every version of one file that is still there, oldest first; absent `filename`: of all files. */
export const findUploads = async (
  db: Db,
  { userId, kind, filename }: Owned & { readonly filename?: string },
): Promise<readonly Upload[]> => {
  const own = db.selectFrom('uploads').selectAll().where('user_id', '=', userId).where('kind', '=', kind);
  const named = filename === undefined ? own : own.where('filename', '=', filename);
  const rows = await named.where('deleted_at', 'is', null).orderBy('filename').orderBy('version').execute();
  return rows.map(uploadOf);
};

/** The number of the newest version a file ever had; 0 when it had none. */
export const newestVersion = async (
  db: Db,
  { userId, kind, filename }: Owned & { readonly filename: string },
): Promise<number> => {
  const row = await db
    .selectFrom('uploads')
    .select((eb) => eb.fn.max('version').as('version'))
    .where('user_id', '=', userId)
    .where('kind', '=', kind)
    .where('filename', '=', filename)
    .executeTakeFirst();
  return Number(row?.version ?? 0);
};

/** Bytes of one user on disk: the same bytes under two names are one file. */
export const bytesOf = async (db: Db, userId: string): Promise<number> => {
  const files = db
    .selectFrom('uploads')
    .select(['kind', 'sha256'])
    .select((eb) => eb.fn.max('size_bytes').as('size'))
    .where('user_id', '=', userId)
    .where('deleted_at', 'is', null)
    .groupBy(['kind', 'sha256'])
    .as('files');
  const row = await db
    .selectFrom(files)
    .select((eb) => eb.fn.sum('size').as('bytes'))
    .executeTakeFirst();
  return Number(row?.bytes ?? 0);
};

/** True when some version that is still there has these bytes. */
export const isReferred = async (
  db: Db,
  { userId, kind, sha256 }: Owned & { readonly sha256: string },
): Promise<boolean> => {
  const row = await db
    .selectFrom('uploads')
    .select('id')
    .where('user_id', '=', userId)
    .where('kind', '=', kind)
    .where('sha256', '=', sha256)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
};

/** Whose bytes have to be on disk. */
export const filesThereAre = async (db: Db): Promise<readonly (Owned & { readonly sha256: string })[]> => {
  const rows = await db
    .selectFrom('uploads')
    .select(['user_id', 'kind', 'sha256'])
    .distinct()
    .where('deleted_at', 'is', null)
    .execute();
  // Written by this repository only.
  return rows.map(({ user_id: userId, kind, sha256 }) => ({ userId, kind: kind as UploadKind, sha256 }));
};

/** Adds a version. */
export const insertUpload = async (tx: Db, { userId, sizeBytes, uploadedAt, ...rest }: Upload) => {
  const own = { user_id: userId, size_bytes: sizeBytes, uploaded_at: uploadedAt, deleted_at: null };
  await tx
    .insertInto('uploads')
    .values({ ...rest, ...own })
    .execute();
};

/** Notes that every version of a file is gone. */
export const markDeleted = async (
  tx: Db,
  { userId, kind, filename, at }: Owned & { readonly filename: string; readonly at: Date },
): Promise<void> => {
  await tx
    .updateTable('uploads')
    .set({ deleted_at: at })
    .where('user_id', '=', userId)
    .where('kind', '=', kind)
    .where('filename', '=', filename)
    .where('deleted_at', 'is', null)
    .execute();
};

/** True while there is such a user. */
export const isUser = async (db: Db, id: string): Promise<boolean> =>
  (await db.selectFrom('users').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;

const uploadOf = (row: Selectable<Tables['uploads']>): Upload => ({
  id: row.id,
  userId: row.user_id,
  // Written by this repository only.
  kind: row.kind as UploadKind,
  filename: row.filename,
  version: row.version,
  sha256: row.sha256,
  sizeBytes: Number(row.size_bytes),
  uploadedAt: row.uploaded_at,
});
