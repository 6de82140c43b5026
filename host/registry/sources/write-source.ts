import type { Kysely } from 'kysely';
import { newId } from '../../store/new-id.ts';
import type { Tables } from '../../store/tables.ts';
import { invalidSource, sourceExists } from '../errors.ts';
import { localType } from '../local-source.ts';
import type { KnownConnector, Source, SourceDraft } from '../source.ts';
import { clearDefault, findDefault, findSourceBySlug, insertSource, type Origin } from './repository.ts';
import { checkSource } from './source-faults.ts';

/** What a faultless draft becomes, and the version of the settings it was checked by. */
export interface PreparedSource {
  readonly settings: Pick<Source, 'slug' | 'type' | 'connector' | 'title' | 'config' | 'secretRefs'>;
  readonly configVersion: number;
}

/** Checks a draft against the connectors that are there; every fault is told at once. */
export const prepareSource = (draft: SourceDraft, connectors: readonly KnownConnector[]): PreparedSource => {
  const { slug, type, title = slug } = draft;
  const checked = checkSource(draft, connectors);
  if (!checked.ok) throw invalidSource({ slug, errors: checked.faults });
  const { connector, ...stored } = checked.settings;
  return {
    settings: { slug, type, title, connector: `${connector.plugin}#${type}`, ...stored },
    configVersion: connector.contribution.config.version,
  };
};

/** Writes a source whose slug is free. The first of a type is the default of it. */
export const addSource = async (
  tx: Kysely<Tables>,
  { settings, isDefault }: Pick<PreparedSource, 'settings'> & { readonly isDefault: boolean },
  origin: Origin,
): Promise<Source> => {
  const same = await findSourceBySlug(tx, settings.slug);
  if (same) throw sourceExists({ slug: same.slug, source_type: same.type });
  // Tables without a source are of the type `local`, too: they must not fall to the first folder that is found.
  const isFirst = settings.type !== localType && !(await findDefault(tx, settings.type));
  if (isDefault) await clearDefault(tx, settings.type);
  const source = { ...settings, id: newId(), isDefault: isDefault || isFirst, enabled: true };
  await insertSource(tx, source, origin);
  return source;
};
