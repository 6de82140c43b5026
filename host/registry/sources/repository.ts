import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import type { Source } from '../source.ts';

type Db = Kysely<Tables>;

const columns = [
  'id',
  'slug',
  'connector',
  'source_type',
  'title',
  'config',
  'secret_refs',
  'is_default',
  'enabled',
] as const;

/** Every source. */
export const allSources = async (db: Db): Promise<Source[]> =>
  (await db.selectFrom('sources').select(columns).execute()).map(sourceOf);

/** The source with this slug; case makes no difference. */
export const findSourceBySlug = async (tx: Db, slug: string): Promise<Source | undefined> => {
  const sources = tx.selectFrom('sources').select(columns);
  const found = sources.where((eb) => eb(eb.fn<string>('lower', ['slug']), '=', slug.toLowerCase()));
  const row = await found.executeTakeFirst();
  return row && sourceOf(row);
};

export const findSource = async (tx: Db, id: string): Promise<Source | undefined> => {
  const row = await tx.selectFrom('sources').select(columns).where('id', '=', id).executeTakeFirst();
  return row && sourceOf(row);
};

/** The source that tables of this type belong to when they name none. */
export const findDefault = async (tx: Db, type: string): Promise<Source | undefined> => {
  const sources = tx.selectFrom('sources').select(columns).where('source_type', '=', type);
  const row = await sources.where('is_default', '=', true).executeTakeFirst();
  return row && sourceOf(row);
};

/** Who made it, when, and for which version of the connector's settings. */
export interface Origin {
  readonly at: Date;
  readonly by: string;
  /** Absent: the settings are as they were. */
  readonly configVersion?: number;
}

/** Adds a source. The caller has looked in the same transaction that the slug is free. */
export const insertSource = async (tx: Db, source: Source, origin: Origin): Promise<void> => {
  const row = {
    id: source.id,
    slug: source.slug,
    source_type: source.type,
    created_at: origin.at,
    created_by: origin.by,
    config_version: 0,
    ...settingsOf(source, origin),
  };
  await tx.insertInto('sources').values(row).execute();
};

/** Writes the settings of a source anew. */
export const updateSource = async (tx: Db, source: Source, origin: Origin): Promise<void> => {
  await tx.updateTable('sources').set(settingsOf(source, origin)).where('id', '=', source.id).execute();
};

/** Leaves a type without default. */
export const clearDefault = async (tx: Db, type: string): Promise<void> => {
  await tx.updateTable('sources').set({ is_default: false }).where('source_type', '=', type).execute();
};

/** Removes a source with the cursors of its streams and what was pushed to it. Its tables must be gone. */
export const deleteSource = async (tx: Db, id: string): Promise<void> => {
  await tx.deleteFrom('webhook_deliveries').where('source_id', '=', id).execute();
  await tx.deleteFrom('source_state').where('source_id', '=', id).execute();
  await tx.deleteFrom('run_notices').where('source_id', '=', id).execute();
  await tx.deleteFrom('sources').where('id', '=', id).execute();
};

const settingsOf = (source: Source, { at, configVersion }: Origin) => ({
  connector: source.connector,
  title: source.title,
  config: JSON.stringify(source.config),
  is_default: source.isDefault,
  enabled: source.enabled,
  ...(configVersion !== undefined && { config_version: configVersion }),
  secret_refs: JSON.stringify(source.secretRefs),
  updated_at: at,
});

// JSON was written by `settingsOf`, hence the `as`.
const sourceOf = (row: Pick<Selectable<Tables['sources']>, (typeof columns)[number]>): Source => ({
  id: row.id,
  slug: row.slug,
  type: row.source_type,
  connector: row.connector,
  title: row.title,
  config: JSON.parse(row.config) as Source['config'],
  secretRefs: JSON.parse(row.secret_refs) as Source['secretRefs'],
  isDefault: row.is_default,
  enabled: row.enabled,
});
