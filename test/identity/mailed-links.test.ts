import test from 'ava';
import { peopleNamed } from './support/link-people.ts';
import { auditOf, startedIdentity, withAdmin } from './support/started-identity.ts';

const password = 'staple battery horse';

test('T41: the fourth link within a quarter of an hour is not mailed, and the answer is the same', async (t) => {
  const { ask, mails } = await peopleNamed(t);

  const answers = [await ask('email'), await ask('email'), await ask('email'), await ask('email')];

  t.is(mails.length, 3);
  t.is(new Set(answers.map(({ message }) => message)).size, 1);
});

test('T38: for an address nobody has the same rows are written, the same is said, and nothing is mailed', async (t) => {
  const { ask, mails, store } = await peopleNamed(t);
  const countsNow = async () => [
    (await store.read.selectFrom('one_shot_tokens').select('id').execute()).length,
    (await store.read.selectFrom('outbox').select('id').execute()).length,
    (await store.read.selectFrom('audit_log').select('id').execute()).length,
  ];
  const before = await countsNow();

  const known = await ask('email');
  const between = await countsNow();
  const unknown = await ask('email', { email: 'nobody@example.com' });
  const after = await countsNow();

  t.deepEqual(known, unknown);
  t.deepEqual(
    between.map((count, index) => count - Number(before[index])),
    [1, 1, 1],
  );
  t.deepEqual(
    after.map((count, index) => count - Number(between[index])),
    [1, 1, 1],
  );
  t.is(mails.length, 1);
});

test('T43 T45: a link goes to the stored address and leads to the configured origin', async (t) => {
  const { ask, mails } = await peopleNamed(t);

  await ask('email', { email: '  ADA@example.COM ' });

  t.is(mails[0]?.recipient, 'Ada@Example.com');
  t.regex(
    mails[0]?.link?.url ?? '',
    /^http:\/\/localhost:8000\/auth\/email\/verify\?email=Ada%40Example.com&token=/,
  );
});

test('T42: a link for one purpose is nothing for another, and stays what it was', async (t) => {
  const { ask, use, lastLink } = await peopleNamed(t);
  await ask('email');
  const magic = lastLink();
  await ask('password', { flow: 'reset' });
  const reset = lastLink();
  const chosen = { password, confirm_password: password };

  await t.throwsAsync(use('email', reset), { code: 'link_invalid' });
  await t.throwsAsync(use('password', { ...magic, ...chosen }, 'reset'), { code: 'link_invalid' });
  await t.throwsAsync(use('password', { ...reset, ...chosen }, 'setup'), { code: 'link_invalid' });

  t.truthy(await use('email', magic));
  t.truthy(await use('password', { ...reset, ...chosen }, 'reset'));
});

test('a new link voids the older one of its purpose', async (t) => {
  const { ask, use, lastLink } = await peopleNamed(t);
  await ask('email');
  const older = lastLink();
  await ask('email');

  await t.throwsAsync(use('email', older), { code: 'link_invalid' });

  t.truthy(await use('email', lastLink()));
});

test('a link is good for its own address only, once, and within its hour', async (t) => {
  const { ask, use, lastLink, clock } = await peopleNamed(t);
  await ask('email');
  const link = lastLink();

  await t.throwsAsync(use('email', { ...link, email: 'bob@example.com' }), { code: 'link_invalid' });
  clock.ms += 60 * 60 * 1000;
  await t.throwsAsync(use('email', link), { code: 'link_invalid' });
  clock.ms -= 1;
  await use('email', link);
  await t.throwsAsync(use('email', link), { code: 'link_invalid' });
});

test('a password that may not be chosen leaves the link as it was; the new one ends every other session', async (t) => {
  const { ask, use, lastLink, identity, token, ip } = await peopleNamed(t);
  await ask('password', { flow: 'reset' });
  const link = lastLink();

  const weak = use('password', { ...link, password: 'short', confirm_password: 'short' }, 'reset');
  await t.throwsAsync(weak, { code: 'weak_password' });
  const signedIn = await use('password', { ...link, password, confirm_password: password }, 'reset');

  await t.throwsAsync(identity.resolve({ bearer: token, ip }), { code: 'token_revoked' });
  t.truthy(await identity.resolve({ bearer: signedIn.token, ip }));
});

test('a first password is for people who have none, and nobody who is switched off is mailed', async (t) => {
  const { ask, mails, switchOff } = await peopleNamed(t);

  await ask('password', { flow: 'setup' });
  await switchOff();
  await ask('email');

  t.deepEqual(mails, []);
});

test('whoever is switched off after the mail learns no more than that the link is not valid', async (t) => {
  const { ask, use, lastLink, switchOff } = await peopleNamed(t);
  await ask('email');
  await ask('password', { flow: 'reset' });
  const chosen = { ...lastLink(), password, confirm_password: password };
  await switchOff();

  await t.throwsAsync(use('password', chosen, 'reset'), { code: 'account_inactive' });
  await t.throwsAsync(use('email', lastLink()), { code: 'link_invalid' });
});

test('what is asked for and refused is in the audit log, and the links are not', async (t) => {
  const people = await peopleNamed(t);
  await people.ask('password', { flow: 'reset' });
  await t.throwsAsync(people.use('email', { email: 'ada@example.com', token: 'made-up' }));

  const log = await auditOf(people);

  t.like(log.at(-2), { action: 'password.reset_requested' });
  t.like(log.at(-1), { action: 'login_failed' });
  t.false(JSON.stringify(log).includes(people.lastLink().token));
});

test('T37: after five wrong passwords the next one waits, and the right one, too, from an address nobody knows', async (t) => {
  const started = await withAdmin(await startedIdentity(t));
  const { identity, clock } = started;
  const from = (ip: string, typed: string) =>
    identity.doors.signIns.signIn(
      { provider: 'password', values: { email: 'ada@example.com', password: typed } },
      { ip, userAgent: 'test', intent: { action: 'login', actor: { kind: 'anonymous' } } },
    );
  const wrong = () => from('198.51.100.7', 'wrong horse battery');
  for (const _ of Array.from({ length: 5 })) await t.throwsAsync(wrong(), { code: 'invalid_credentials' });

  await t.throwsAsync(wrong(), { code: 'rate_limited' });
  await t.throwsAsync(from('198.51.100.8', 'correct horse battery'), { code: 'rate_limited' });

  t.truthy(await from('192.0.2.1', 'correct horse battery'));
  clock.ms += 1000;
  t.truthy(await from('198.51.100.8', 'correct horse battery'));
});
