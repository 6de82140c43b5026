import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { type Feed, feedOf } from '../../marketplace/feed/feed.ts';
import { feedFiles } from '../../marketplace/feed/feed-files.ts';
import { type FeedPlugin, feedPlugin } from '../../marketplace/feed/feed-plugin.ts';
import { FeedRepositories } from '../../marketplace/feed/feed-repositories.ts';
import { readMarketplace } from '../../marketplace/manifests/read-marketplace.ts';
import { VersionStore } from '../../marketplace/store/version-store.ts';
import type { Committed } from './git-repository.ts';
import { marketplaceOf, marketplaceRepository, testTerms } from './marketplace-repository.ts';
import { tempFolder } from './temp-folder.ts';

const { signal } = new AbortController();

/** Two plugins, one with its own manifest and a program, the other without. */
export const twoPlugins = (word: string): readonly Committed[] => [
  marketplaceOf([
    { name: 'tools', source: './tools', description: 'Tools.', category: 'work' },
    { name: 'notes', source: './notes', version: '0.3.0', strict: false, skills: ['./s'] },
  ]),
  { path: 'tools/.claude-plugin/plugin.json', content: '{"name":"tools","version":"1.0.0"}' },
  { path: 'tools/bin/run', content: `#!/bin/sh\necho ${word}\n`, mode: '100755' },
  { path: 'tools/skills/a/SKILL.md', content: `---\nname: a\ndescription: ${word}\n---\n` },
  { path: 'notes/s/b/SKILL.md', content: '---\nname: b\ndescription: Notes.\n---\n' },
  { path: 'notes/two words.md', content: 'ä\n' },
];

/** A marketplace of tests whose versions are kept, and feeds of what it has at its commits. */
export const feedWorkshop = async (t: ExecutionContext) => {
  const { mirror, commit, folder } = await marketplaceRepository(t);
  const store = new VersionStore(join(folder, 'store'));
  const read = async (entries: readonly Committed[]): Promise<readonly FeedPlugin[]> => {
    const snapshot = await readMarketplace(mirror, await commit(entries), { ...testTerms, store });
    return snapshot.plugins.map((version) => feedPlugin('acme', version, 'optional'));
  };
  const feed = async (entries: readonly Committed[]): Promise<Feed> => feedOf(await read(entries), 'agnes');
  return { folder, store, read, feed };
};

/** Repositories of feeds in a folder of their own. */
export const feedRepositories = async (
  t: ExecutionContext,
  store: VersionStore,
  more: { readonly mostBytes?: number } = {},
) => {
  const folder = await tempFolder(t);
  const surroundings = { home: join(folder, 'home') };
  const terms = { folder: join(folder, 'git'), surroundings, most: 20, mostBytes: 1e9, ...more };
  const repositories = new FeedRepositories(terms);
  const serve = async (feed: Feed, parent?: string): Promise<string> =>
    repositories.build({ message: feed.etag, parent, files: await feedFiles(feed, store) }, signal);
  return { repositories, surroundings, serve, gitFolder: terms.folder };
};
