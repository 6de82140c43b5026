import test, { type ExecutionContext } from 'ava';
import type { Identity } from '../../host/identity/identity.ts';
import {
  deactivate,
  identityOn,
  origin,
  type Started,
  startedIdentity,
  withAdmin,
} from './support/started-identity.ts';

const secret = 'Qm7xT2vN9pL4wK8sR3hJ6bD1fG5yC0zA';
const { ip } = origin;

const withToken = ({ store, access, now }: Started, schedulerToken: string): Identity =>
  identityOn(store, { access, now, plugins: { deps: { schedulerToken } } });

const served = async (t: ExecutionContext, token = secret) => {
  const started = await withAdmin(await startedIdentity(t));
  return { ...started, identity: withToken(started, token) };
};

test('T61: the secret of the scheduler is its user, an administrator that is no session', async (t) => {
  const { identity } = await served(t);

  t.like(await identity.resolve({ bearer: secret, ip }), {
    email: 'scheduler@system.local',
    kind: 'scheduler',
    isAdmin: true,
  });
});

test('T61: neither a cookie nor anything but the whole secret is taken for it', async (t) => {
  const { identity } = await served(t);
  const others = [secret.slice(1), `${secret}x`, secret.toLowerCase(), `Bearer ${secret}`, ` ${secret}`];

  await t.throwsAsync(() => identity.resolve({ cookie: secret, ip }), { code: 'invalid_token' });
  await Promise.all(
    others.map((bearer) => t.throwsAsync(() => identity.resolve({ bearer, ip }), { code: 'invalid_token' })),
  );
});

test("T61: a secret of fewer than 32 characters is nobody's", async (t) => {
  const { identity } = await served(t, secret.slice(1));

  await t.throwsAsync(() => identity.resolve({ bearer: secret.slice(1), ip }), { code: 'invalid_token' });
});

test('a scheduler that was deactivated does not come in, secret or not', async (t) => {
  const started = await served(t);
  const { userId } = await started.identity.resolve({ bearer: secret, ip });
  await deactivate(started, userId);

  await t.throwsAsync(() => started.identity.resolve({ bearer: secret, ip }), {
    code: 'account_deactivated',
  });
});
