import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { Mirror } from '../../marketplace/mirror/mirror.ts';
import type { Committed } from './git-repository.ts';
import { servedRepository, testReach } from './served-repository.ts';

const { signal } = new AbortController();

/** What marketplaces of tests are read with. */
export const testTerms = { reach: testReach, signal };

/** The manifest of a marketplace with these entries. */
export const marketplaceOf = (plugins: readonly object[], more: object = {}): Committed => ({
  path: '.claude-plugin/marketplace.json',
  content: JSON.stringify({ name: 'acme', owner: { name: 'Acme' }, plugins, ...more }),
});

/** A served repository whose commits its mirror keeps at once. */
export const marketplaceRepository = async (t: ExecutionContext) => {
  const served = await servedRepository(t);
  const mirror = new Mirror({ folder: join(served.folder, 'mirror'), url: served.url, reach: testReach });
  const commit = async (entries: readonly Committed[], branch?: string) => {
    const id = await served.repository.commit(entries, branch);
    await mirror.keep(id, signal);
    return id;
  };
  return { ...served, mirror, commit };
};
