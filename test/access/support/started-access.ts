import { join } from 'node:path';
import { defineResourceType, type ResourceBlock } from '@agnes/sdk';
import type { ExecutionContext } from 'ava';
import { Access } from '../../../host/access/access.ts';
import { Grants } from '../../../host/access/grants/grants.ts';
import type { MappedEmails } from '../../../host/access/group-origin.ts';
import { Groups } from '../../../host/access/groups/groups.ts';
import { BreakGlass } from '../../../host/access/members/break-glass.ts';
import { Members } from '../../../host/access/members/members.ts';
import { ResourceListing } from '../../../host/access/resource-listing.ts';
import { ResourceLookup } from '../../../host/access/resource-lookup.ts';
import { adminGroup } from '../../../host/access/system-groups.ts';
import type { Intent } from '../../../host/http/intent.ts';
import type { Principal } from '../../../host/http/principal.ts';
import { insertUser } from '../../../host/identity/users/repository.ts';
import { Conditions } from '../../../host/store/conditions.ts';
import marketplacePlugin from '../../../plugins/resource-marketplace-plugin/marketplace-plugin.ts';
import table from '../../../plugins/resource-table/table.ts';
import { freshStore } from '../../support/fresh-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** The intent of an administrator who changes something. */
export const intentOf = (action: string): Intent => ({
  action,
  actor: { kind: 'session', userId: 'the-admin', email: 'admin@example.com' },
});

/** A type of things that may be required: one block with `a/one` and `a/two`. */
const thing = defineResourceType({
  key: 'acme/things:thing',
  title: 'Things',
  description: 'Of a test.',
  idFormat: '<letter>/<number>',
  isTiered: true,
  listBlocks: async () => [],
});

const things: readonly ResourceBlock[] = [
  {
    id: 'a',
    name: 'A',
    items: [
      { resource_id: 'a/one', name: 'one' },
      { resource_id: 'a/two', name: 'two' },
    ],
  },
];

/** Tables that are registered, as far as access knows them. */
const registered = [
  { id: 't1', name: 'invoices' },
  { id: 't2', name: 'payroll' },
];

interface Setting {
  readonly mappedEmails?: MappedEmails;
  /** What can be granted, in the place of tables, things and marketplace plugins. */
  readonly types?: ResourceListing;
}

/** A real store with the system groups, a clock that stands still, and access on them. */
export const startedAccess = async (t: ExecutionContext, { mappedEmails = {}, types }: Setting = {}) => {
  const clock = { ms: Date.parse('2026-03-01T12:00:00Z') };
  const now = () => clock.ms;
  const folder = join(await tempFolder(t), 'state');
  const store = await freshStore({ folder, now, hostVersion: '0.0.0' });
  t.teardown(() => store[Symbol.asyncDispose]());
  const access = new Access({ store, now, mappedEmails });
  await store.keep((tx) => access.seedGroups(tx));
  await access.refresh();
  const listing = types ?? testTypes(now);
  const findTable = async (asked: string) =>
    registered.find(({ id }) => id === asked) ?? registered.find(({ name }) => name === asked);
  const lookup = new ResourceLookup({ listing, findTable });
  const deps = { store, access, now, lookup };
  return {
    clock,
    now,
    store,
    access,
    listing,
    lookup,
    groups: new Groups(deps),
    members: new Members(deps),
    grants: new Grants(deps),
    breakGlass: new BreakGlass({ ...deps, conditions: new Conditions(deps) }),
  };
};

const testTypes = (now: () => number) =>
  new ResourceListing({
    resourceTypes: () => [table, thing, marketplacePlugin],
    listResourceBlocks: async ({ type }) => [
      { plugin: 'acme/things', items: type === thing.key ? things : [] },
    ],
    now,
  });

/** What `startedAccess` gives. */
export type Started = Awaited<ReturnType<typeof startedAccess>>;

/** Adds a user and says who they are when they ask for something now. */
export const person = async ({ store, access, now }: Started, email: string): Promise<() => Principal> => {
  const user = await store.keep((tx) => insertUser(tx, { email, at: new Date(now()) }));
  return () => ({ userId: user.id, email, isAdmin: access.isAdmin(user.id), kind: 'session' });
};

/** Adds an administrator like any other. */
export const administrator = async (started: Started, email: string): Promise<() => Principal> => {
  const principal = await person(started, email);
  await started.members.addMember({ groupId: adminGroup.id, email }, intentOf('user_group.member_added'));
  return principal;
};

/** Puts a new user into a new group that was granted the tables. */
export const reader = async (started: Started, email: string, tables: readonly string[]) => {
  const { groups, members, grants: all } = started;
  const principal = await person(started, email);
  const group = await groups.createGroup({ name: `group of ${email}` }, intentOf('user_group.created'));
  await members.addMember({ groupId: group.id, email }, intentOf('user_group.member_added'));
  const draft = { group_id: group.id, resource_type: 'table' };
  const grants = await Promise.all(
    tables.map((resource_id) => all.grant({ ...draft, resource_id }, intentOf('resource_grant.created'))),
  );
  return { principal, group, grants };
};
