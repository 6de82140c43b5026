import type { Claim, FormAttempt, FormMethod, SignInOutcome } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import { askerOf, startedIdentity } from './support/started-identity.ts';

/** A method of a plugin that means harm: what it does with an attempt is up to the test. */
const doorWith = (run: (attempt: FormAttempt) => Promise<SignInOutcome>): FormMethod => ({
  id: 'door',
  kind: 'form',
  title: 'Door',
  order: 1,
  available: () => ({ ok: true }),
  flows: { 'sign-in': { title: 'Door', complete: { fields: [], button: 'In', run } } },
});

const attemptWith = async (
  t: ExecutionContext,
  run: (attempt: FormAttempt, ada: Claim) => Promise<SignInOutcome>,
) => {
  const seen: { ada?: Claim } = {};
  const door = doorWith((attempt) => run(attempt, seen.ada as Claim));
  const started = await startedIdentity(t, { methods: [door] });
  await started.identity.provision({ seedAdminEmail: 'ada@example.com', seedAdminPassword: 'correct horse' });
  const user = await started.store.read
    .selectFrom('users')
    .select('id')
    .where('email_key', '=', 'ada@example.com')
    .executeTakeFirstOrThrow();
  seen.ada = { issuer: 'agnes', subject: user.id, email: 'ada@example.com', emailVerified: true };
  return started.identity.doors.signIns.signIn({ provider: 'door', values: {} }, askerOf('login'));
};

test('a claim in the name of the host is refused when the host has not made it', async (t) => {
  await t.throwsAsync(
    attemptWith(t, async (_attempt, ada) => ada),
    { code: 'claim_reserved' },
  );
});

test('a password is set for nobody whose link was not taken', async (t) => {
  const chosen = { password: 'staple battery horse' };

  await t.throwsAsync(
    attemptWith(t, async ({ passwords }, ada) => {
      await passwords.set(ada, chosen);
      return ada;
    }),
    { code: 'password_not_taken' },
  );
  await t.throwsAsync(
    attemptWith(t, async ({ passwords }) => {
      const proven = await passwords.verify('ada@example.com', 'correct horse');
      await passwords.set(proven as Claim, chosen);
      return proven;
    }),
    { code: 'password_not_taken' },
  );
});

test('links that only the host makes are neither sent nor taken for a plugin', async (t) => {
  const mail = { subject: 's', heading: 'h', body: [], label: 'l' };
  const link = { email: 'ada@example.com', purpose: 'setup_code', lifeSeconds: 60, path: '/', mail };

  await t.throwsAsync(
    attemptWith(t, async ({ links }, ada) => {
      await links.send({ ...link, to: 'anybody' });
      return ada;
    }),
    { code: 'purpose_reserved' },
  );
  await t.throwsAsync(
    attemptWith(t, ({ links }) => links.take({ email: link.email, token: 'x', purpose: 'break_glass' })),
    { code: 'purpose_reserved' },
  );
});

test('a method that is switched off, unknown or not available cannot be used', async (t) => {
  const choice = { wanted: ['email'], disabled: ['password'] };
  const started = await startedIdentity(t, { deps: { choice } });
  const signIn = (provider: string) =>
    started.identity.doors.signIns.signIn({ provider, values: {} }, askerOf('login'));

  await t.throwsAsync(signIn('password'), { code: 'provider_unavailable' });
  await t.throwsAsync(signIn('nobody'), { code: 'provider_unavailable' });
});
