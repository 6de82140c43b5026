import test from 'ava';
import { ask, startedDevice } from './support/device.ts';
import { servedAdmin } from './support/identity-server.ts';
import { type Served, signedInUser } from './support/people.ts';

const guess = ({ call }: Served, user_code = 'BBBB-BBBB', token?: string) =>
  call('POST /auth/device/approve', { body: { user_code }, ...(token !== undefined && { token }) });

test('before deciding, the person sees which machine asks, from where and since when', async (t) => {
  const served = await servedAdmin(t);
  const { user_code } = await startedDevice(served, 'la\u202eptop\n');

  const waiting = await served.identity.accounts.deviceApprovals.find(user_code, served.principal);

  t.deepEqual(waiting, { client: 'laptop', ip: '127.0.0.1', createdAt: new Date('2026-03-01T12:00:00Z') });
});

test('looking at a code uses nothing up', async (t) => {
  const served = await servedAdmin(t);
  const device = await startedDevice(served);
  const { deviceApprovals } = served.identity.accounts;
  await deviceApprovals.find(device.user_code, served.principal);

  t.is((await guess(served, device.user_code)).status, 204);
});

test('five wrong codes of one person, and even the right one has to wait ten minutes', async (t) => {
  const served = await servedAdmin(t);
  const wrong = await Promise.all(Array.from({ length: 5 }, () => guess(served)));
  const device = await startedDevice(served);

  const right = await guess(served, device.user_code);

  t.deepEqual(new Set(wrong.map(({ status }) => status)), new Set([404]));
  t.is(right.headers.get('retry-after'), '600');
  t.like(await right.json(), { status: 429, code: 'too_many_tries' });
  served.clock.ms += 599_000;
  t.is((await guess(served, device.user_code)).status, 429);
  served.clock.ms += 1000;
  const later = await startedDevice(served);
  t.is((await guess(served, later.user_code)).status, 204);
});

test('of 20 wrong codes at the same moment five are heard', async (t) => {
  const served = await servedAdmin(t);

  const answers = await Promise.all(Array.from({ length: 20 }, () => guess(served)));

  t.is(answers.filter(({ status }) => status === 404).length, 5);
  t.is(answers.filter(({ status }) => status === 429).length, 15);
});

test('looking is a try, too', async (t) => {
  const served = await servedAdmin(t);
  const { deviceApprovals } = served.identity.accounts;
  const look = () => deviceApprovals.find('BBBB-BBBB', served.principal);
  const tries = await Promise.allSettled(Array.from({ length: 5 }, look));

  t.true(tries.every(({ status }) => status === 'rejected'));
  await t.throwsAsync(look, { code: 'too_many_tries' });
});

test('wrong codes of one person are none of another', async (t) => {
  const served = await servedAdmin(t);
  const bob = await signedInUser(served);
  await Promise.all(Array.from({ length: 6 }, () => guess(served, 'BBBB-BBBB', bob.token)));
  const device = await startedDevice(served);

  t.is((await guess(served, device.user_code)).status, 204);
});

test('of 10 who confirm one code at the same moment exactly one is the owner of the token', async (t) => {
  const served = await servedAdmin(t);
  const bob = await signedInUser(served);
  const device = await startedDevice(served);

  const answers = await Promise.all(
    Array.from({ length: 5 }, () => [
      guess(served, device.user_code),
      guess(served, device.user_code, bob.token),
    ]).flat(),
  );

  t.is(answers.filter(({ status }) => status === 204).length, 1);
  t.is((await ask(served, device))['status'], 200);
});

test('T51: a personal access token confirms no device and denies none', async (t) => {
  const served = await servedAdmin(t);
  const made = await served.call('POST /auth/tokens', { body: { name: 'nightly' } });
  const { token } = (await made.json()) as { token: string };
  const body = { user_code: (await startedDevice(served)).user_code };

  const approved = await served.call('POST /auth/device/approve', { token, body });
  const denied = await served.call('POST /auth/device/deny', { token, body });

  t.like(await approved.json(), { status: 403, code: 'session_required' });
  t.like(await denied.json(), { status: 403, code: 'session_required' });
});

test('an unknown key or scope of an approval is refused', async (t) => {
  const served = await servedAdmin(t);
  const { user_code } = await startedDevice(served);
  const statusOf = async (more: object) =>
    (await served.call('POST /auth/device/approve', { body: { user_code, ...more } })).status;

  t.is(await statusOf({ forever: true }), 422);
  t.is(await statusOf({ scopes: ['everything'] }), 422);
});
