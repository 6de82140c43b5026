import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ExecutionContext } from 'ava';
import { Access } from '../../host/access/access.ts';
import { Grants } from '../../host/access/grants/grants.ts';
import { Groups } from '../../host/access/groups/groups.ts';
import { Members } from '../../host/access/members/members.ts';
import { ResourceListing } from '../../host/access/resource-listing.ts';
import { ResourceLookup } from '../../host/access/resource-lookup.ts';
import { openFeed } from '../../host/distribution/feed/open-feed.ts';
import { feedOperations } from '../../host/distribution/feed/operations.ts';
import { LostContent } from '../../host/distribution/registry/lost-content.ts';
import { publish } from '../../host/distribution/registry/publish.ts';
import { findMarketplace, insertMarketplace } from '../../host/distribution/registry/repository.ts';
import { Reviews } from '../../host/distribution/registry/reviews.ts';
import { StoreUpkeep } from '../../host/distribution/registry/store-upkeep.ts';
import { systemIntent } from '../../host/http/intent.ts';
import { bind } from '../../host/http/operation.ts';
import type { Principal } from '../../host/http/principal.ts';
import { insertUser } from '../../host/identity/users/repository.ts';
import { Conditions } from '../../host/store/conditions.ts';
import { readMarketplace } from '../../marketplace/manifests/read-marketplace.ts';
import { VersionStore } from '../../marketplace/store/version-store.ts';
import plugins from '../../plugins/resource-marketplace-plugin/marketplace-plugin.ts';
import { freshStore } from './fresh-store.ts';
import type { Committed } from './git-repository.ts';
import { guardedServer } from './guarded-server.ts';
import { marketplaceRepository, testTerms } from './marketplace-repository.ts';
import { tempFolder } from './temp-folder.ts';

const now = Date.now;
const intent = systemIntent('test');
const run = promisify(execFile);

/** People of every feed host; whoever knows the name of one is them. The boss is an administrator. */
const names = ['ann', 'bob', 'boss'] as const;

/** One of them. */
export type Person = (typeof names)[number];

/** The feed over real HTTP, with a store, a marketplace `acme` and three people, each in a group of their own. */
export const feedHost = async (t: ExecutionContext, { keptMs = 120_000 } = {}) => {
  const folder = await tempFolder(t);
  const store = await freshStore({ folder: join(folder, 'state'), now, hostVersion: '0.1.0' });
  t.teardown(() => store[Symbol.asyncDispose]());
  const access = new Access({ store, now });
  await access.refresh();
  const shop = await acme(t, { store, access, folder });
  const conditions = new Conditions({ store, now });
  const reviews = new Reviews({ store, conditions, now, versions: shop.versions });
  const upkeep = new StoreUpkeep({
    store,
    now,
    versions: shop.versions,
    log: (message, error) => t.fail(`${message} ${error}`),
  });
  const feed = openFeed({
    ...{ store, access, now, keptMs, name: 'agnes' },
    readableTables: async () => new Set(),
    versions: shop.versions,
    content: reviews,
    lost: shop.lost,
    whileBuilding: (build) => upkeep.whileBuilding(build),
    log: (message, error) => t.log(message, error),
    surroundings: { home: join(folder, 'git-home'), path: process.env['PATH'] },
    folders: { archives: join(folder, 'archives'), repositories: join(folder, 'git-cache') },
  });
  t.teardown(() => feed.deliveries[Symbol.asyncDispose]());
  const { people, ...giving } = await peopleOf(store, access);
  const disable = (plugin: string, isOff = true) => {
    const key = { marketplace: 'acme', plugin, reason: 'It is broken.' };
    return isOff ? reviews.disable(key, intent) : reviews.enable(key, intent);
  };
  const operations = bind(feedOperations, { feed, access, now });
  const { url } = await guardedServer(t, { operations, people });
  const ask = (person: Person, path: string, init: RequestInit = {}) =>
    fetch(url + path, { ...init, headers: { authorization: `Bearer ${person}`, ...init.headers } });
  const told = async (person: Person): Promise<Readonly<Record<string, unknown>>> => {
    // An object, as the operation says.
    return (await (await ask(person, '/marketplace/info')).json()) as Record<string, unknown>;
  };
  const git = gitOf(await tempFolder(t));
  return { url, folder, people, store, access, feed, ask, told, git, ...shop, ...giving, disable, upkeep };
};

type Inner = {
  readonly store: Awaited<ReturnType<typeof freshStore>>;
  readonly access: Access;
  readonly folder: string;
};

/** The marketplace, whose commits are published at once, whatever runs in them. */
const acme = async (t: ExecutionContext, { store, access, folder }: Inner) => {
  const { mirror, commit } = await marketplaceRepository(t);
  const versions = new VersionStore(join(folder, 'store'));
  await store.keep((tx) =>
    insertMarketplace(tx, {
      ...{ id: 'acme', name: 'Acme', url: 'https://git.example/acme', review_mode: 'auto', state: 'new' },
      ...{ branch: null, pin: null, pin_commit: null, token_secret: null, description: null, read_by: null },
      ...{ registered_by: null, registered_at: new Date(), last_tried_at: null, last_synced_at: null },
      ...{ last_commit_sha: null, last_error: null, catalog_name: null, problems: null, host_plugins: null },
    }),
  );
  const sync = async (entries: readonly Committed[]): Promise<void> => {
    const snapshot = await readMarketplace(mirror, await commit(entries), { ...testTerms, store: versions });
    await store.keep(async (tx) => {
      const marketplace = await findMarketplace(tx, 'acme');
      if (!marketplace) throw new Error('There is no marketplace.');
      await publish(tx, { marketplace, snapshot, readBy: 'test', at: new Date(), access });
    });
  };
  return { sync, versions, lost: new LostContent() };
};

const peopleOf = async (store: Inner['store'], access: Access) => {
  const listing = new ResourceListing({
    resourceTypes: () => [plugins],
    listResourceBlocks: async () => [],
    now,
  });
  const lookup = new ResourceLookup({ listing, findTable: async () => undefined });
  const deps = { store, access, now, lookup };
  const grants = new Grants(deps);
  const groups = new Map<string, string>();
  const people: Record<string, Principal> = {};
  for (const name of names) {
    const email = `${name}@example.com`;
    const { id: userId } = await store.keep((tx) => insertUser(tx, { email, name, at: new Date() }));
    const { id: groupId } = await new Groups(deps).createGroup({ name: `Group of ${name}` }, intent);
    await new Members(deps).addMember({ groupId, email }, intent);
    groups.set(name, groupId);
    people[name] = { userId, email, isAdmin: name === 'boss', kind: 'session', tokenId: name };
  }
  people['narrow'] = { ...people['ann'], kind: 'pat', scopes: ['read'] } as Principal;
  people['shopper'] = { ...people['ann'], kind: 'pat', scopes: ['marketplace'] } as Principal;
  people['clock'] = { userId: 's', email: 's@x', isAdmin: true, kind: 'scheduler' };
  const grant = async (person: Person, plugin: string, tier?: 'required' | 'optional') => {
    const group_id = groups.get(person) ?? '';
    const draft = { group_id, resource_type: 'marketplace_plugin', resource_id: `acme/${plugin}` };
    return (await grants.grant({ ...draft, ...(tier && { tier }) }, intent)).id;
  };
  const revoke = (id: string) => grants.revoke(id, intent);
  return { people, grant, revoke };
};

/** Git as somebody has it on a laptop: their password comes from a helper, nothing else is configured. */
const gitOf = (home: string) => async (person: string, args: readonly string[]) => {
  const helper = `!f() { echo username=any; echo password=${person}; }; f`;
  const env = { PATH: process.env['PATH'], HOME: home, GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };
  return (await run('git', ['-c', `credential.helper=${helper}`, ...args], { env })).stdout.trim();
};
