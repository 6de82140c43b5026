import { join } from 'node:path';
import type { AuthHost, Claim, Credential, SignInMethod } from '@agnes/sdk';
import { addressGuard } from '@agnes/sdk/extract';
import type { ExecutionContext } from 'ava';
import { Access } from '../../../host/access/access.ts';
import type { Intent } from '../../../host/http/intent.ts';
import { Identity } from '../../../host/identity/identity.ts';
import type { Asker } from '../../../host/identity/sign-in/attempt.ts';
import type { MailDoor } from '../../../host/identity/sign-in/mail-door.ts';
import { checkedAgents } from '../../../host/kernel/checked-agents.ts';
import { LinkSeal } from '../../../host/store/outbox/link-seal.ts';
import type { Mail } from '../../../host/store/outbox/mail.ts';
import { Outbox } from '../../../host/store/outbox/outbox.ts';
import type { SystemStore } from '../../../host/store/system-store.ts';
import emailProvider from '../../../plugins/auth-email/provider.ts';
import passwordProvider from '../../../plugins/auth-password/provider.ts';
import { freshStore } from '../../support/fresh-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** The signing key of every test. */
export const key = new TextEncoder().encode('p4Xw9vB2kQ7zT1mR8sL3nC6yH5dJ0fGa');

/** The key of desktop tokens in every test. */
export const desktopKey = new TextEncoder().encode('d7Rm2kX9vQ4wZ8sL1nB6yC3hJ5tF0gPa');

/** What a test may put in the place of the plugins. */
export interface Plugins {
  /** Further parts in the place of the usual ones. */
  readonly deps?: Partial<ConstructorParameters<typeof Identity>[0]>;
  readonly methods?: readonly SignInMethod[];
  readonly resolveUser?: (credential: Credential) => Promise<{ plugin: string; answer: Claim } | undefined>;
  /** Where mail goes; without it none can leave. */
  readonly mails?: Mail[];
}

/** A real store in a folder of its own, with everything identity needs around it, and a clock that stands still. */
export const startedIdentity = async (t: ExecutionContext, plugins: Plugins = {}) => {
  const clock = { ms: Date.parse('2026-03-01T12:00:00Z') };
  const now = () => clock.ms;
  const folder = join(await tempFolder(t), 'state');
  const store = await freshStore({ folder, now, hostVersion: '0.0.0' });
  t.teardown(() => store[Symbol.asyncDispose]());
  const access = new Access({ store, now });
  const identity = identityOn(store, { access, now, plugins });
  t.teardown(() => identity[Symbol.asyncDispose]());
  return { clock, now, store, access, identity };
};

/** What an identity stands among. */
interface Around {
  readonly access: Access;
  readonly now: () => number;
  readonly plugins?: Plugins;
}

/** The outbox, and a note of what was put into it. */
const notedOutbox = (now: () => number, mails: Mail[] = []): MailDoor => {
  const outbox = new Outbox({ seal: new LinkSeal(Buffer.alloc(32, 7)), now });
  return {
    queue: (tx, mail) => {
      mails.push(mail);
      return outbox.queue(tx, mail);
    },
    queueDecoy: (tx) => outbox.queueDecoy(tx),
    wake: () => outbox.wake(),
  };
};

/** An identity on a store, or on something that stands before it. */
export const identityOn = (store: SystemStore, { access, now, plugins = {} }: Around): Identity =>
  new Identity({
    store,
    key,
    preLoginKey: key,
    memberships: access,
    loadedMethods: () => plugins.methods ?? bundledMethods,
    choice: { disabled: [] },
    allowedDomain: 'example.com',
    origin: 'http://localhost:8000',
    secret: () => undefined,
    agents: checkedAgents(addressGuard([])),
    readJson: async () => undefined,
    mail: notedOutbox(now, plugins.mails),
    canMail: () => plugins.mails !== undefined,
    desktopKey,
    urlScheme: 'agnes',
    groups: { atSignIn: async () => undefined },
    isDevelopment: false,
    resolveUser: plugins.resolveUser ?? (async () => undefined),
    now,
    ...plugins.deps,
  });

const authHost: AuthHost = {
  settings: {},
  http: {
    fetch: () => Promise.reject(new Error('no way out')),
    download: () => Promise.reject(new Error('no')),
  },
  log: () => undefined,
  mail: () => ({ ok: true }),
  hasSecret: () => false,
  isDevelopment: false,
};

const bundledMethods = [...passwordProvider.methods(authHost), ...emailProvider.methods(authHost)];

/** The store, but something else happens just before each change. */
export const writingAfter = (store: SystemStore, first: () => Promise<unknown>): SystemStore => ({
  read: store.read,
  keep: (fn) => store.keep(fn),
  revision: (tables) => store.revision(tables),
  write: async (intent, fn) => {
    await first();
    return store.write(intent, fn);
  },
  [Symbol.asyncDispose]: async () => undefined,
});

/** What `startedIdentity` gives. */
export type Started = Awaited<ReturnType<typeof startedIdentity>>;

/** Where requests of tests come from. */
export const origin = { ip: '192.0.2.1', userAgent: 'test' };

/** The intent of somebody nobody knows yet. */
export const intentOf = (action: string): Intent => ({
  action,
  actor: { kind: 'anonymous' },
  requestId: 'req-1',
  ip: origin.ip,
});

/** Somebody nobody knows yet, at the other end of a request. */
export const askerOf = (action: string): Asker => ({ ...origin, intent: intentOf(action) });

/** The administrator that `withAdmin` seeds. */
export const admin = { email: 'Ada@Example.com', password: 'correct horse battery' };

/** Seeds an administrator and signs them in. */
export const withAdmin = async (started: Started) => {
  const { identity } = started;
  await identity.provision({ seedAdminEmail: admin.email, seedAdminPassword: admin.password });
  const signedIn = await signIn(started, admin);
  const principal = await identity.resolve({ bearer: signedIn.token, ip: origin.ip });
  return { ...started, ...signedIn, principal };
};

/** Signs in with e-mail and password. */
export const signIn = ({ identity }: Started, values: { email: string; password: string }) =>
  identity.doors.signIns.signIn({ provider: 'password', values }, askerOf('token_created'));

/** Actions of the audit log, oldest first. */
export const auditOf = ({ store }: Started) =>
  store.read
    .selectFrom('audit_log')
    .select(['action', 'user_email', 'params', 'resource'])
    .orderBy('seq')
    .execute();

/** Switches an account off, as an administrator would. */
export const deactivate = ({ store, clock }: Started, id: string) =>
  store.keep((tx) =>
    tx
      .updateTable('users')
      .set({ active: false, deactivated_at: new Date(clock.ms) })
      .where('id', '=', id)
      .execute(),
  );
