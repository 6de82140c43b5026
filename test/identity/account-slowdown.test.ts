import { isPlatformError } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import { AccountSlowdown, type Attempt } from '../../host/identity/passwords/account-slowdown.ts';
import { emailKey } from '../../host/identity/users/email-key.ts';
import { openSystemStore } from '../../host/store/system-store.ts';
import { openedStore, storeOptions } from '../store/support/opened-store.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { admin, startedIdentity, withAdmin } from './support/started-identity.ts';

const started = async (t: ExecutionContext) => {
  const clock = { ms: Date.parse('2026-03-01T12:00:00Z') };
  const store = await openedStore(t);
  return { clock, store, slowdown: new AccountSlowdown({ store, now: () => clock.ms }) };
};

const stranger = (number: number): Attempt => ({
  emailKey: 'ada@example.com',
  ip: `198.51.100.${number}`,
  isKnownAddress: false,
});
const owner: Attempt = { emailKey: 'ada@example.com', ip: '192.0.2.1', isKnownAddress: true };

/** What comes of an attempt: `wrong` when the password was looked at, else the code and the wait. */
const guess = async (slowdown: AccountSlowdown, attempt: Attempt): Promise<string> => {
  try {
    await slowdown.check(attempt);
    await slowdown.failed(attempt);
    return 'wrong';
  } catch (cause) {
    if (!isPlatformError(cause)) throw cause;
    return `${cause.code} ${cause.details['retry_after_seconds'] ?? ''}`.trim();
  }
};

/** A hundred wrong passwords of strangers who wait as long as they are told. */
const locked = async (t: ExecutionContext) => {
  const lab = await started(t);
  for (let left = 100; left > 0; left -= 1) {
    await lab.slowdown.check(stranger(left % 50));
    lab.clock.ms += 15 * 60 * 1_000;
  }
  return lab;
};

/** Guesses of one caller, one after the other. */
const inARow = async (slowdown: AccountSlowdown, attempt: Attempt, number: number) => {
  const told: string[] = [];
  for (let left = number; left > 0; left -= 1) told.push(await guess(slowdown, attempt));
  return told;
};

/** Guesses one after the other, the next as soon as it is allowed. */
const guesses = async ({ clock, slowdown }: Awaited<ReturnType<typeof started>>, number: number) => {
  const told: string[] = [];
  for (let left = number; left > 0; left -= 1) {
    const answer = await guess(slowdown, stranger(left % 50));
    told.push(answer);
    clock.ms += Number(/^rate_limited (\d+)$/.exec(answer)?.[1] ?? 0) * 1_000;
  }
  return told;
};

test('T37: five wrong passwords cost nothing, then the wait doubles from a second to a quarter of an hour', async (t) => {
  const lab = await started(t);

  const told = await guesses(lab, 31);

  t.deepEqual(told.slice(0, 5), ['wrong', 'wrong', 'wrong', 'wrong', 'wrong']);
  t.deepEqual(
    told.filter((answer) => answer !== 'wrong').map((answer) => Number(answer.split(' ')[1])),
    [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900],
  );
});

test('T37: of a thousand guesses over fifty addresses, however patient, a hundred are looked at', async (t) => {
  const lab = await started(t);

  const told = await guesses(lab, 1_000);

  t.is(told.filter((answer) => answer === 'wrong').length, 100);
  t.is(told.at(-1), 'password_locked');
  t.true(lab.clock.ms - Date.parse('2026-03-01T12:00:00Z') > 20 * 60 * 60 * 1_000);
});

test('T37: a hundred guesses at the same moment are no better than one after the other', async (t) => {
  const { slowdown } = await started(t);

  const told = await Promise.all(
    Array.from({ length: 100 }, (_, number) => guess(slowdown, stranger(number))),
  );

  t.is(told.filter((answer) => answer === 'wrong').length, 5);
});

test('T37: strangers neither slow nor lock out somebody at an address of their own', async (t) => {
  const lab = await locked(t);

  t.is(await guess(lab.slowdown, stranger(1)), 'password_locked');
  t.is(await guess(lab.slowdown, owner), 'wrong');
});

test('guesses at an address of the owner are slowed like all others, and for that address only', async (t) => {
  const { slowdown } = await started(t);
  const elsewhere = { ...owner, ip: '192.0.2.2' };

  const answers = await inARow(slowdown, owner, 6);

  t.deepEqual(answers, ['wrong', 'wrong', 'wrong', 'wrong', 'wrong', 'rate_limited 1']);
  t.is(await guess(slowdown, elsewhere), 'wrong');
  t.is(await guess(slowdown, stranger(1)), 'wrong');
});

test('a right password ends the count of who typed it', async (t) => {
  const lab = await started(t);
  await guesses(lab, 5);
  lab.clock.ms += 1_000;
  await lab.slowdown.check(stranger(1));

  await lab.slowdown.succeeded(stranger(1));

  t.deepEqual(await guesses(lab, 5), ['wrong', 'wrong', 'wrong', 'wrong', 'wrong']);
});

test('an owner who signs in does not give strangers another hundred', async (t) => {
  const lab = await locked(t);
  await lab.slowdown.check(owner);

  await lab.slowdown.succeeded(owner);

  t.is(await guess(lab.slowdown, stranger(1)), 'password_locked');
});

test('a reset opens a locked account at every address, and no other account', async (t) => {
  const lab = await locked(t);
  const other = { ...stranger(1), emailKey: 'bob@example.com' };
  await guess(lab.slowdown, other);

  await lab.slowdown.reset('ada@example.com');

  t.is(await guess(lab.slowdown, stranger(1)), 'wrong');
  const rows = await lab.store.read.selectFrom('rate_windows').select('hits').execute();
  t.deepEqual(
    rows.map(({ hits }) => hits),
    [1, 1],
  );
});

test('an attempt that was never looked at costs nothing', async (t) => {
  const { slowdown } = await started(t);
  await inARow(slowdown, stranger(1), 4);

  await slowdown.check(stranger(1));
  await slowdown.undone(stranger(1));

  t.deepEqual(await inARow(slowdown, stranger(1), 2), ['wrong', 'rate_limited 1']);
});

test('the count is on disk before the password is looked at', async (t) => {
  const folder = await tempFolder(t);
  const now = () => Date.parse('2026-03-01T12:00:00Z');
  const first = await openSystemStore(storeOptions(folder));
  const before = new AccountSlowdown({ store: first, now });
  await Promise.all([1, 2, 3, 4, 5].map((number) => before.check(stranger(number))));
  await first[Symbol.asyncDispose]();
  const second = await openSystemStore(storeOptions(folder));
  t.teardown(() => second[Symbol.asyncDispose]());

  const after = new AccountSlowdown({ store: second, now });

  t.is(await guess(after, stranger(6)), 'rate_limited 1');
});

test('neither the row nor the answer tells whether an account exists, nor which it is', async (t) => {
  const { store, now } = await withAdmin(await startedIdentity(t));
  const slowdown = new AccountSlowdown({ store, now });
  const keys = [emailKey(admin.email), 'nobody@example.com'];
  const six = (key: string) =>
    Promise.all(Array.from({ length: 6 }, () => guess(slowdown, { ...stranger(1), emailKey: key })));

  const [known, unknown] = await Promise.all(keys.map(six));

  t.deepEqual(known?.sort(), unknown?.sort());
  const rows = await store.read.selectFrom('rate_windows').select(['key', 'hits']).execute();
  t.true(rows.every(({ key, hits }) => /^account:[0-9a-f]{64}$/.test(key) && hits === 5));
});

test('counts that are no lock are forgotten after a month, a lock never', async (t) => {
  const lab = await locked(t);
  await guess(lab.slowdown, { ...stranger(1), emailKey: 'bob@example.com' });
  lab.clock.ms += 31 * 24 * 60 * 60 * 1_000;

  await guess(lab.slowdown, { ...stranger(1), emailKey: 'eve@example.com' });

  const rows = await lab.store.read.selectFrom('rate_windows').select('hits').orderBy('hits').execute();
  t.deepEqual(
    rows.map(({ hits }) => hits),
    [1, 100],
  );
});
