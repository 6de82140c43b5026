import test from 'ava';
import type { Mail } from '../../host/store/outbox/mail.ts';
import { linkedDevice } from './support/desktop.ts';
import { startedDevice } from './support/device.ts';
import { servedAdmin } from './support/identity-server.ts';
import { type Served, signedInUser } from './support/people.ts';

const day = 24 * 60 * 60 * 1000;

const makeToken = ({ call }: Served, name: string, days: number | null) =>
  call('POST /auth/tokens', { body: { name, expires_in_days: days } });

test('seven days before a token ends its owner is reminded, once', async (t) => {
  const mails: Mail[] = [];
  const served = await servedAdmin(t, { mails });
  const { upkeep } = served.identity.accounts;
  await makeToken(served, 'nightly', 90);
  served.clock.ms += 83 * day - 1000;
  await upkeep.remindExpiring();
  t.is(mails.length, 0);
  served.clock.ms += 1000;

  await upkeep.remindExpiring();
  await upkeep.remindExpiring();

  t.is(mails.length, 1);
  t.like(mails[0], {
    recipient: 'Ada@Example.com',
    subject: 'Your access token "nightly" ends soon',
    link: { url: 'http://localhost:8000/tokens' },
  });
  t.true(mails[0]?.body.join().includes('2026-05-30'));
});

test('nobody is reminded of a token that was revoked, never ends, or was made for a week', async (t) => {
  const mails: Mail[] = [];
  const served = await servedAdmin(t, { mails });
  const made = await makeToken(served, 'revoked', 10);
  await served.call(`DELETE /auth/tokens/${((await made.json()) as { id: string }).id}`);
  await makeToken(served, 'for ever', null);
  await makeToken(served, 'a week', 7);
  served.clock.ms += 4 * day;

  await served.identity.accounts.upkeep.remindExpiring();

  t.deepEqual(mails, []);
});

test('nobody who is switched off is reminded', async (t) => {
  const mails: Mail[] = [];
  const served = await servedAdmin(t, { mails });
  const bob = await signedInUser(served);
  const body = { name: 'nightly', expires_in_days: 10 };
  await served.call('POST /auth/tokens', { token: bob.token, body });
  await served.call(`POST /api/users/${bob.id}/deactivate`);
  served.clock.ms += 4 * day;

  await served.identity.accounts.upkeep.remindExpiring();

  t.deepEqual(mails, []);
});

test('while no mail can leave nobody counts as reminded', async (t) => {
  const served = await servedAdmin(t);
  await makeToken(served, 'nightly', 10);
  served.clock.ms += 4 * day;

  await served.identity.accounts.upkeep.remindExpiring();

  const rows = await served.store.read.selectFrom('personal_access_tokens').select('reminded_at').execute();
  t.deepEqual(rows, [{ reminded_at: null }]);
});

test('what ended more than 30 days ago is removed, and nothing else', async (t) => {
  const served = await servedAdmin(t);
  const countsNow = () =>
    Promise.all(
      (['sessions', 'one_shot_tokens', 'desktop_links'] as const).map(
        async (table) => (await served.store.read.selectFrom(table).select('user_id').execute()).length,
      ),
    );
  const after = async (ms: number) => {
    served.clock.ms += ms;
    await served.identity.accounts.upkeep.sweep();
    return countsNow();
  };
  await linkedDevice(served);
  await startedDevice(served);

  t.deepEqual(await after(30 * day), [1, 3, 1], 'codes ended ten minutes after the start');
  t.deepEqual(await after(3_600_000), [1, 0, 1], 'the session ended after a day');
  t.deepEqual(await after(day), [0, 0, 1], 'the device ended after 30 days');
  t.deepEqual(await after(30 * day), [0, 0, 0]);
});
