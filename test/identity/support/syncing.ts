import type { Claim, GroupsAnswer, RedirectMethod, SignInMethod } from '@agnes/sdk';
import type { ExecutionContext } from 'ava';
import type { GroupRule } from '../../../host/identity/groups/group-rule.ts';
import { GroupSyncs } from '../../../host/identity/groups/group-syncs.ts';
import { insertUser, linkAccount, noteLogin } from '../../../host/identity/users/repository.ts';
import { Conditions } from '../../../host/store/conditions.ts';
import { auditOf, startedIdentity } from './started-identity.ts';

/** What a provider answers about everybody, until it is told otherwise. */
export interface Directory {
  answer: (claim: Claim) => GroupsAnswer | Promise<GroupsAnswer>;
}

/** A method whose groups a test decides; everything else about it is never used. */
export const methodOf = (directory: Directory, parts: Partial<RedirectMethod> = {}): RedirectMethod => ({
  id: 'google',
  kind: 'redirect',
  title: 'Google',
  order: 1,
  available: () => ({ ok: true }),
  client: () => Promise.reject(new Error('nobody is sent anywhere here')),
  complete: async () => undefined,
  groups: async ({ claim }) => directory.answer(claim),
  groupsAtAnyTime: true,
  ...parts,
});

/** Group syncs over a real store and real groups, with Ada, who signed in just now. */
export const startSyncing = async (t: ExecutionContext, { rule = {}, parts = {} }: Setting = {}) => {
  const started = await startedIdentity(t);
  const { store, access, now, clock } = started;
  await started.identity.provision({ resetPassword: false });
  const conditions = new Conditions({ store, now });
  const directory: Directory = { answer: () => ({ kind: 'empty' }) };
  const method = methodOf(directory, parts);
  const methods: SignInMethod[] = [method];
  const rules = { [method.id]: rule };
  const syncs = new GroupSyncs({
    store,
    now,
    conditions,
    memberships: access,
    rules,
    methods: () => methods,
  });
  const account = { provider: method.id, issuer: 'https://accounts.example.com', subject: 'u1' };
  const ada = await store.keep(async (tx) => {
    const user = await insertUser(tx, { email: 'ada@example.com', at: new Date(now()) });
    await linkAccount(tx, { ...account, userId: user.id, email: user.email, at: new Date(now()) });
    await noteLogin(tx, account, new Date(now()));
    return user;
  });
  const claim = { ...account, email: ada.email, emailVerified: true };
  return {
    ...started,
    ada,
    methods,
    directory,
    conditions,
    signIn: () => syncs.atSignIn({ method, claim, handshake: { claims: {} }, user: ada }),
    run: () => syncs.run(new AbortController().signal),
    isNeeded: () => syncs.isNeeded(),
    groups: () => access.groupsOf(ada.id).map(({ name }) => name),
    later: (hours: number) => {
      clock.ms += hours * 3_600_000;
    },
    audit: async () =>
      (await auditOf(started))
        .map(({ action }) => action)
        .filter((action) => action.startsWith('group_sync')),
  };
};

interface Setting {
  readonly rule?: GroupRule;
  readonly parts?: Partial<RedirectMethod>;
}

/** An answer with these groups. */
export const ok =
  (...groups: readonly string[]) =>
  (): GroupsAnswer => ({ kind: 'ok', groups });

/** The answer that there are none. */
export const empty = (): GroupsAnswer => ({ kind: 'empty' });

/** An answer that is none. */
export const broken = (): GroupsAnswer => ({ kind: 'error', reason: 'the directory is down' });
