import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { OneShots } from '../../host/identity/one-shot/one-shots.ts';
import { emailKey } from '../../host/identity/users/email-key.ts';
import { findUserByEmail } from '../../host/identity/users/repository.ts';
import { crashPoints } from '../support/crash-points.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { openedIdentity } from './support/opened-identity.ts';
import { admin, intentOf, origin } from './support/started-identity.ts';
import { type Secret, useSecret } from './support/use-secret.ts';

type Opened = Awaited<ReturnType<typeof openedIdentity>>;

const program = fileURLToPath(new URL('programs/use-and-die.ts', import.meta.url));

/** Exchanges a secret in a process that dies at this point; answers how it ended. */
const dieAt = async (point: string, folder: string, secret: Secret): Promise<unknown> => {
  const child = spawn(process.execPath, [program, folder, point, JSON.stringify(secret)], {
    stdio: 'inherit',
  });
  const [, signal] = await once(child, 'close');
  return signal;
};

const countsOf = async ({ store: { read } }: Opened) => ({
  sessions: (await read.selectFrom('sessions').select('id').execute()).length,
  tokens: (await read.selectFrom('personal_access_tokens').select('id').execute()).length,
});

const adminOf = async ({ store }: Opened) => {
  const user = await findUserByEmail(store.read, admin.email);
  return { userId: user?.id ?? '', email: admin.email, isAdmin: true, kind: 'session' } as const;
};

const mailedLink = async (folder: string): Promise<Secret> => {
  await using opened = await openedIdentity(folder);
  const { userId } = await adminOf(opened);
  const oneShots = new OneShots({ store: opened.store, now: () => Date.parse('2026-03-01T12:00:00Z') });
  const owner = { userId, emailKey: emailKey(admin.email) };
  const draft = { purpose: 'magic_link', lifeSeconds: 3600, ...owner };
  const { token: value } = await opened.store.keep((tx) => oneShots.issue(tx, draft));
  return { kind: 'link', value };
};

const approvedDevice = async (folder: string): Promise<Secret> => {
  await using opened = await openedIdentity(folder);
  const { deviceLogins, deviceApprovals } = opened.identity.accounts;
  const { deviceCode: value, userCode } = await deviceLogins.start({ client: 'laptop', ip: origin.ip });
  await deviceApprovals.approve({ userCode }, await adminOf(opened), intentOf('device.approved'));
  return { kind: 'device', value };
};

test('F05: kill -9 between the use of a link and the session: no session, and the link is used', async (t) => {
  const folder = await tempFolder(t);
  const secret = await mailedLink(folder);

  t.is(await dieAt('sign_in.link_used', folder, secret), 'SIGKILL');

  await using opened = await openedIdentity(folder);
  t.like(await t.throwsAsync(() => useSecret(opened.identity, secret)), { kind: 'unauthenticated' });
  t.deepEqual(await countsOf(opened), { sessions: 0, tokens: 0 });
});

test('F05: kill -9 between the use of a device code and its token: the code is good for one token, still', async (t) => {
  const folder = await tempFolder(t);
  const secret = await approvedDevice(folder);

  t.is(await dieAt('device.code_used', folder, secret), 'SIGKILL');

  await using opened = await openedIdentity(folder);
  t.deepEqual(await countsOf(opened), { sessions: 0, tokens: 0 });
  await useSecret(opened.identity, secret);
  await t.throwsAsync(() => useSecret(opened.identity, secret), { code: 'expired_token' });
  t.deepEqual(await countsOf(opened), { sessions: 0, tokens: 1 });
});

const givenCode = async (folder: string): Promise<Secret> => {
  await using opened = await openedIdentity(folder);
  const { clients, consents } = opened.identity.accounts.applications;
  const redirectUri = 'http://localhost/callback';
  const draft = { name: 'Desk agent', redirectUris: [redirectUri] };
  const client = await clients.register(draft, intentOf('oauth.register'));
  const verifier = 'v'.repeat(43);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const wanted = { client_id: client.id, redirect_uri: redirectUri, response_type: 'code' };
  const params = { ...wanted, code_challenge: challenge, code_challenge_method: 'S256' };
  const asked = consents.asked(await consents.caller(params), params);
  const by = { state: undefined, principal: await adminOf(opened) };
  const address = await consents.approve(asked, by, intentOf('oauth.approved'));
  const value = new URL(address).searchParams.get('code') ?? '';
  return { kind: 'code', value, clientId: client.id, verifier };
};

test('F05: kill -9 between the use of a code or a refresh token and what it gives: it is good once, still', async (t) => {
  const folder = await tempFolder(t);
  const code = await givenCode(folder);
  t.is(await dieAt('oauth.code_used', folder, code), 'SIGKILL');
  const used = async (secret: Secret): Promise<string> => {
    await using opened = await openedIdentity(folder);
    return await useSecret(opened.identity, secret);
  };
  const refresh = { ...code, kind: 'refresh', value: await used(code) } as const;
  t.is(await dieAt('oauth.refresh_used', folder, refresh), 'SIGKILL');

  const next = await used(refresh);
  await t.throwsAsync(used(refresh), { code: 'invalid_grant' });
  await t.throwsAsync(used({ ...refresh, value: next }), { code: 'invalid_grant' });
});

test('every step at which identity lets itself be killed is killed above', async (t) => {
  t.deepEqual(await crashPoints('host/identity/**/*.ts'), [
    'oauth.code_used',
    'oauth.refresh_used',
    'device.code_used',
    'sign_in.link_used',
  ]);
});
