import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { Access } from '../../../host/access/access.ts';
import { Groups } from '../../../host/access/groups.ts';
import type { Intent } from '../../../host/http/intent.ts';
import type { Principal } from '../../../host/http/principal.ts';
import { insertUser } from '../../../host/identity/users/repository.ts';
import { openSystemStore } from '../../../host/store/system-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** The intent of an administrator who changes something. */
export const intentOf = (action: string): Intent => ({
  action,
  actor: { kind: 'session', userId: 'the-admin', email: 'admin@example.com' },
});

/** A real store with the system groups, and access on it. Only tables can be granted. */
export const startedAccess = async (t: ExecutionContext) => {
  const now = () => Date.parse('2026-03-01T12:00:00Z');
  const folder = join(await tempFolder(t), 'state');
  const store = await openSystemStore({ folder, now, hostVersion: '0.0.0' });
  t.teardown(() => store[Symbol.asyncDispose]());
  const access = new Access({ store, now });
  await store.keep((tx) => access.seedGroups(tx));
  await access.refresh();
  const groups = new Groups({ store, access, now, resourceTypes: () => [{ key: 'table' }] });
  return { now, store, access, groups };
};

/** What `startedAccess` gives. */
export type Started = Awaited<ReturnType<typeof startedAccess>>;

/** Adds a user and says who they are when they ask for something now. */
export const person = async ({ store, access, now }: Started, email: string): Promise<() => Principal> => {
  const user = await store.keep((tx) => insertUser(tx, { email, at: new Date(now()) }));
  return () => ({ userId: user.id, email, isAdmin: access.isAdmin(user.id), kind: 'session' });
};

/** Puts a new user into a new group that was granted the tables. */
export const reader = async (started: Started, email: string, tables: readonly string[]) => {
  const { groups } = started;
  const principal = await person(started, email);
  const group = await groups.createGroup({ name: `group of ${email}` }, intentOf('user_group.created'));
  await groups.addMember({ groupId: group.id, email }, intentOf('user_group.member_added'));
  const draft = { group_id: group.id, resource_type: 'table' };
  const grants = await Promise.all(
    tables.map((resource_id) => groups.grant({ ...draft, resource_id }, intentOf('resource_grant.created'))),
  );
  return { principal, group, grants };
};
