import type { Conditions } from '../../store/conditions.ts';
import type { Secrets } from '../../store/secrets/secrets.ts';
import { conflictsIn, conflictsOfSource } from '../conflicts.ts';
import type { Registry } from '../registry.ts';
import type { Source } from '../source.ts';
import { noticesAbout } from './notices.ts';
import type { PushedEvents } from './open-events.ts';
import { sourceStatus } from './source-status.ts';
import { sourceWire } from './source-wire.ts';

/** What the wire form of a source is made from. */
export interface SourceListing {
  readonly registry: Pick<Registry, 'tables' | 'syncFacts' | 'connector'>;
  readonly secrets: Pick<Secrets, 'has'>;
  readonly conditions: Pick<Conditions, 'open'>;
  readonly deliveries: PushedEvents;
}

/** A source on the wire. */
export type SourceEntry = ReturnType<typeof sourceWire>;

/** Sources with their state, as admins see them. */
export const listedSources = async (
  sources: readonly Source[],
  { registry, secrets, conditions, deliveries }: SourceListing,
): Promise<readonly SourceEntry[]> => {
  const [all, facts, open, events] = await Promise.all([
    registry.tables(),
    registry.syncFacts(),
    conditions.open(),
    deliveries.open(sources),
  ]);
  const tablesOf = Map.groupBy(all, ({ sourceId }) => sourceId);
  const conflicts = conflictsIn(open);
  const isSet = (reference: string) => secrets.has(reference);
  return sources.map((source) => {
    const connector = registry.connector(source.type);
    const tables = tablesOf.get(source.id) ?? [];
    const references = Object.entries(source.secretRefs);
    const missing = references.flatMap(([name, reference]) => (isSet(reference) ? [] : [name]));
    const about = { hasConnector: connector !== undefined, missing, conditions: open, tables, facts };
    return sourceWire(source, {
      connector,
      tableCount: tables.length,
      isSet,
      state: sourceStatus(source, about),
      notices: noticesAbout(source, tables, open),
      events: events.get(source.id),
      conflicts: conflictsOfSource(source, conflicts, all),
    });
  });
};

/** One source, as admins see it. */
export const listedSource = async (source: Source, listing: SourceListing): Promise<SourceEntry> => {
  const [entry] = await listedSources([source], listing);
  // One source makes one entry.
  return entry as SourceEntry;
};
