import { versionTampered } from '../errors.ts';
import { marketplaceFile } from '../manifests/marketplace-manifest.ts';
import { componentNames, isRecord } from '../manifests/plugin-fields.ts';
import { pluginFile } from '../manifests/plugin-manifest.ts';
import type { VersionStore } from '../store/version-store.ts';
import type { Feed } from './feed.ts';
import type { ServedPlugin } from './feed-plugin.ts';

/** A file of a feed whose content is read when it is its turn. */
export interface FeedFile {
  readonly path: string;
  readonly isExecutable: boolean;
  readonly content: () => Promise<Buffer>;
}

/** The files of a feed, sorted by path; read them in this order, since one plugin at a time is in memory. */
export const feedFiles = async (feed: Feed, store: VersionStore): Promise<readonly FeedFile[]> => {
  const plugins = feed.plugins.toSorted((a, b) => (`${a.folder}/` < `${b.folder}/` ? -1 : 1));
  const files = await Promise.all(plugins.map((plugin) => pluginFiles(plugin, store)));
  return [textFile(marketplaceFile, marketplaceText(feed)), ...files.flat()];
};

/** The file that says which feed an archive holds. */
export const versionFile = ({ etag }: Feed): FeedFile =>
  textFile('.agnes/version.json', jsonText({ etag, format: 1 }));

/** The files of one plugin below its folder. */
const pluginFiles = async (plugin: ServedPlugin, store: VersionStore): Promise<readonly FeedFile[]> => {
  const listed = await store.list(plugin.digest);
  let reading: Promise<ReadonlyMap<string, Buffer>> | undefined;
  let left = listed.length;
  const contentOf = async (path: string): Promise<Buffer> => {
    reading ??= store
      .read(plugin.digest)
      .then((files) => new Map(files.map((file) => [file.path, file.content])));
    const content = (await reading).get(path);
    if (--left === 0) reading = undefined;
    if (!content) throw versionTampered({ digest: plugin.digest });
    return path === pluginFile ? servedManifest(plugin, content) : content;
  };
  return listed.map(({ path, isExecutable }) => ({
    path: `plugins/${plugin.folder}/${path}`,
    isExecutable,
    content: () => contentOf(path),
  }));
};

/** Its own manifest with the version, and where two have one name the name, by which it is served. */
const servedManifest = (plugin: ServedPlugin, content: Buffer): Buffer => {
  const parsed: unknown = JSON.parse(content.toString('utf8'));
  const fields = isRecord(parsed) ? parsed : {};
  return Buffer.from(jsonText({ ...fields, name: plugin.name, version: plugin.version }));
};

const marketplaceText = (feed: Feed): string =>
  jsonText({
    name: feed.name,
    owner: { name: 'Agnes' },
    // What is not granted any more is removed where it is installed.
    forceRemoveDeletedPlugins: true,
    metadata: { description: 'The plugins that you are granted.', version: feed.etag },
    plugins: feed.plugins.map(servedEntry),
  });

/** Fields that say where the content comes from, which is here now. */
const ofItsSource = new Set(['headers', 'headersHelper', 'strict']);

const servedEntry = (plugin: ServedPlugin): Record<string, unknown> => {
  // Where the manifest was written out of the entry, both would name the same components twice.
  const left = new Set([...ofItsSource, ...(plugin.isWritten ? componentNames : [])]);
  const kept = Object.entries(plugin.entry).filter(([key]) => !left.has(key));
  return {
    ...Object.fromEntries(kept),
    name: plugin.name,
    version: plugin.version,
    source: `./plugins/${plugin.folder}`,
  };
};

const jsonText = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

const textFile = (path: string, text: string): FeedFile => ({
  path,
  isExecutable: false,
  content: async () => Buffer.from(text),
});
