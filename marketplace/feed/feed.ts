import { hash } from 'node:crypto';
import { servedVersion } from '../normalise/plugin-version.ts';
import type { FeedPlugin, ServedPlugin } from './feed-plugin.ts';

/** Goes up when the same plugins would be written as other bytes. */
const feedFormat = 1;

/** What one principal is served. Nothing in it depends on who, where or when: equal feeds are equal bytes. */
export interface Feed {
  /** The name of the marketplace that clients add. */
  readonly name: string;
  /** 16 hex digits that stand for all of it. */
  readonly etag: string;
  readonly plugins: readonly ServedPlugin[];
  /** Plugins whose manifests have one name: the first keeps it. */
  readonly conflicts: readonly FeedConflict[];
}

/** A name that two or more plugins of one feed have. */
interface FeedConflict {
  readonly name: string;
  /** `<slug>/<plugin>` of whoever keeps the name. */
  readonly kept: string;
  /** The others, with the names they are served by. */
  readonly renamed: readonly { readonly plugin: string; readonly name: string }[];
}

/** Names the plugins of a feed, in the order given, and computes what stands for it, without touching a file. */
export const feedOf = (plugins: readonly FeedPlugin[], name: string): Feed => {
  const names = new Names();
  const served = plugins.map((plugin) => ({
    ...plugin,
    folder: names.folder(plugin),
    name: names.name(plugin),
    version: servedVersion(plugin.declaredVersion, plugin.digest),
  }));
  return { name, etag: etagOf(served, name), plugins: served, conflicts: conflictsIn(served) };
};

/** One plugin of a feed, with the names that it has there, as a feed of its own. */
export const pluginFeed = ({ name, plugins }: Feed, folder: string): Feed | undefined => {
  const own = plugins.filter((plugin) => plugin.folder === folder);
  return own.length === 0 ? undefined : { name, etag: etagOf(own, name), plugins: own, conflicts: [] };
};

/** Names that are taken, without regard to case. */
class Names {
  readonly #folders = new Set<string>();
  readonly #names = new Set<string>();

  folder({ marketplace, plugin }: FeedPlugin): string {
    const usual = `${marketplace}-${plugin}`;
    const suffix = hash('sha256', `${marketplace}\0${plugin}`).slice(0, 6);
    return taken(this.#folders, [usual, `${usual}-${suffix}`]);
  }

  name({ manifestName, marketplace, plugin }: FeedPlugin): string {
    const suffix = hash('sha256', `${marketplace}\0${plugin}`).slice(0, 6);
    const second = `${manifestName}-${marketplace}`;
    return taken(this.#names, [manifestName, second, `${second}-${suffix}`]);
  }
}

const taken = (names: Set<string>, candidates: readonly string[]): string => {
  const free = candidates.find((name) => !names.has(name.toLowerCase())) ?? candidates.join('-');
  names.add(free.toLowerCase());
  return free;
};

const etagOf = (plugins: readonly ServedPlugin[], name: string): string => {
  const lines = plugins.map(({ folder, name: served, digest, tier, entry, isWritten, version }) => [
    folder,
    served,
    version,
    digest,
    tier,
    isWritten,
    entry,
  ]);
  return hash('sha256', JSON.stringify([feedFormat, name, lines])).slice(0, 16);
};

const conflictsIn = (plugins: readonly ServedPlugin[]): readonly FeedConflict[] => {
  const groups = Map.groupBy(plugins, ({ manifestName }) => manifestName.toLowerCase());
  return [...groups.values()].flatMap(([first, ...others]) =>
    first && others.length > 0
      ? [
          {
            name: first.manifestName,
            kept: grantName(first),
            renamed: others.map((other) => ({ plugin: grantName(other), name: other.name })),
          },
        ]
      : [],
  );
};

const grantName = ({ marketplace, plugin }: FeedPlugin): string => `${marketplace}/${plugin}`;
