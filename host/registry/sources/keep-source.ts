import { isDeepStrictEqual } from 'node:util';
import type { Intent } from '../../http/intent.ts';
import { actorOf, type Desk } from '../desk.ts';
import { sourceExists } from '../errors.ts';
import type { Source, SourceDraft } from '../source.ts';
import { updateSource } from './repository.ts';
import { addSource, type PreparedSource, prepareSource } from './write-source.ts';

/** Adds a source. */
export const createSource = async (desk: Desk, draft: SourceDraft, intent: Intent): Promise<Source> => {
  const prepared = prepareSource(draft, desk.connectors());
  const model = await desk.model();
  const isDefault = draft.isDefault ?? false;
  const source = await desk.store.write(intent, (tx) =>
    addSource(tx, { ...prepared, isDefault }, originOf(desk, prepared, intent)),
  );
  await desk.forgetKept?.(source.slug);
  model.putSource(source);
  return source;
};

/** Brings the source with this slug to what the draft says; writes nothing when it is there already. */
export const ensureSource = async (desk: Desk, draft: SourceDraft, intent: Intent): Promise<Source> => {
  const known = (await desk.model()).source(draft.slug);
  if (!known) return await createSource(desk, draft, intent);
  if (known.type !== draft.type) throw sourceExists({ slug: known.slug, source_type: known.type });
  const prepared = prepareSource(draft, desk.connectors());
  const source = { ...known, ...prepared.settings };
  if (isDeepStrictEqual(source, known)) return known;
  // Its secrets stay bound: whoever writes the configuration names the host and the secret together.
  await desk.store.write(intent, (tx) => updateSource(tx, source, originOf(desk, prepared, intent)));
  (await desk.model()).putSource(source);
  return source;
};

const originOf = ({ now }: Desk, { configVersion }: PreparedSource, intent: Intent) => ({
  at: new Date(now()),
  by: actorOf(intent),
  configVersion,
});
