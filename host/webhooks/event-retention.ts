import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExtractFolders } from '../extract/extract-folder.ts';
import type { Plugins } from '../kernel/plugins.ts';
import type { Registry } from '../registry/registry.ts';
import type { Source } from '../registry/source.ts';
import type { SystemStore } from '../store/system-store.ts';
import { eventFolder, isEventName, stampOf } from './event-file.ts';
import { dropDeliveries, queuedPaths } from './repository.ts';

interface RetentionDeps {
  readonly plugins: Pick<Plugins, 'webhooks'>;
  readonly registry: Pick<Registry, 'sources'>;
  readonly folders: Pick<ExtractFolders, 'kept'>;
  readonly store: Pick<SystemStore, 'read' | 'keep'>;
  readonly now: () => number;
}

const day = 24 * 60 * 60_000;
/** Days, where the settings of the source do not say `events_retention_days`. */
const usual = 30;

/** Removes events that are old enough, as they came and as they are remembered; what waits stays, however old it is. */
export const pruneEvents = async (
  deps: RetentionDeps,
): Promise<{ readonly webhook_deliveries: number; readonly event_files: number }> => {
  const { plugins, registry, store, now } = deps;
  const gone = { webhook_deliveries: 0, event_files: 0 };
  const sources = await registry.sources();
  for (const { plugin, contribution } of plugins.webhooks()) {
    for (const source of sources.filter(({ type }) => type === contribution.connector)) {
      // One that is forgotten earlier could come again and count as new.
      const days = Math.max(contribution.delivery.days, daysOf(source));
      const before = new Date(now() - days * day);
      gone.webhook_deliveries += await store.keep((tx) => dropDeliveries(tx, source.id, before));
      gone.event_files += await pruneFiles({ plugin, source }, now() - daysOf(source) * day, deps);
    }
  }
  return gone;
};

const daysOf = ({ config: { events_retention_days: days } }: Source): number =>
  typeof days === 'number' && days > 0 ? days : usual;

const pruneFiles = async (
  { plugin, source }: { readonly plugin: string; readonly source: Source },
  before: number,
  { folders, store }: RetentionDeps,
): Promise<number> => {
  const folder = join(await folders.kept(plugin, source.slug), eventFolder);
  const names = await readdir(folder).catch(() => []);
  const waiting = await queuedPaths(store.read, source.id);
  const limit = stampOf(before);
  const old = names.filter(
    (name) => isEventName(name) && name < limit && !waiting.has(`${eventFolder}/${name}`),
  );
  for (const name of old) await rm(join(folder, name), { force: true });
  return old.length;
};
