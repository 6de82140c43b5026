import type { Kysely } from 'kysely';
import type { Intent } from '../../http/intent.ts';
import type { Tables } from '../../store/tables.ts';
import { actorOf, type Desk } from '../desk.ts';
import { sourceNotFound } from '../errors.ts';
import type { Source, SourceChange } from '../source.ts';
import { unbindMoved } from './hosts.ts';
import { mergedConfig } from './merged-config.ts';
import { clearDefault, findSource, updateSource } from './repository.ts';
import { prepareSource } from './write-source.ts';

interface Wanted {
  readonly slugOrId: string;
  readonly change: SourceChange;
}

/** Changes what a source says of itself, and nothing that is not named. */
export const changeSource = async (
  desk: Desk,
  { slugOrId, change }: Wanted,
  intent: Intent,
): Promise<Source> => {
  const model = await desk.model();
  const known = model.source(slugOrId);
  if (!known) throw sourceNotFound({ source: slugOrId });
  const { after, committed } = await desk.store.write(intent, async (tx) => {
    // Read again: whoever was faster has changed what the change is laid upon.
    const before = await findSource(tx, known.id);
    if (!before) throw sourceNotFound({ source: slugOrId });
    return await write(desk, tx, { before, change, intent });
  });
  committed();
  model.putSource(after);
  return after;
};

interface Change {
  readonly before: Source;
  readonly change: SourceChange;
  readonly intent: Intent;
}

interface Changed {
  readonly after: Source;
  /** To be called when the transaction is through. */
  readonly committed: () => void;
}

const write = async (
  desk: Desk,
  tx: Kysely<Tables>,
  { before, change, intent }: Change,
): Promise<Changed> => {
  const { settings, configVersion } = settingsOf(desk, before, change);
  const { title = before.title, enabled = before.enabled, isDefault = before.isDefault } = change;
  const after = { ...before, ...settings, title, enabled, isDefault };
  if (isDefault && !before.isDefault) await clearDefault(tx, before.type);
  const committed = await unbindMoved(desk, tx, { before, after, intent });
  const at = new Date(desk.now());
  await updateSource(tx, after, {
    at,
    by: actorOf(intent),
    ...(configVersion !== undefined && { configVersion }),
  });
  return { after, committed };
};

// Without new settings the connector need not be there: a source whose plugin is off can still be renamed or disabled.
const settingsOf = (
  { connectors }: Desk,
  { slug, type, config, secretRefs }: Source,
  change: SourceChange,
): {
  readonly settings: Partial<Pick<Source, 'connector' | 'config' | 'secretRefs'>>;
  readonly configVersion?: number;
} => {
  if (!change.config && !change.secrets) return { settings: {} };
  const own = Object.entries(secretRefs).filter(([name, reference]) => name !== reference);
  const secrets = mergedConfig(Object.fromEntries(own), change.secrets ?? {});
  const draft = {
    slug,
    type,
    config: mergedConfig(config, change.config ?? {}),
    // Both sides of the merge map names to names.
    secrets: secrets as Record<string, string>,
  };
  const { settings, configVersion } = prepareSource(draft, connectors());
  const { connector, config: checked, secretRefs: references } = settings;
  return { settings: { connector, config: checked, secretRefs: references }, configVersion };
};
