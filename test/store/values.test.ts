import test from 'ava';
import { sql } from 'kysely';
import { tempFolder } from '../support/temp-folder.ts';
import { openedStore } from './support/opened-store.ts';
import { runProgram } from './support/run-program.ts';
import { sampleUser } from './support/sample-user.ts';

test('an instant comes back as it went in, whatever the zone of the server', async (t) => {
  const folder = await tempFolder(t);

  // Far from UTC and with a quarter of an hour, so that any use of local time shows.
  const { stdout } = await runProgram({
    name: 'store-instant',
    args: [folder],
    env: { TZ: 'Asia/Kathmandu' },
  });

  t.deepEqual(JSON.parse(stdout), {
    localHourOfEpoch: 5,
    created_at: '2024-03-31T01:30:00.123Z',
    inText: '2024-03-31 01:30:00.123+00',
    onTheWire: '2024-03-31T01:30:00.123+00:00',
  });
});

test('numbers, booleans, texts and nulls keep their types', async (t) => {
  const store = await openedStore(t);
  const state = { table_id: "it's", version: 'ünï', generation: 2 ** 53 - 1, status: 'ok' as const };
  const rest = { last_sync: null, last_attempt_at: null, rows: 0, size_bytes: -3_000_000_000, columns: 7 };
  const end = { hash: null, sha256: '', error: null, error_code: null, retryable: false, schema: null };
  const row = { ...state, ...rest, ...end, produced_by: null };

  await store.keep((tx) => tx.insertInto('sync_state').values(row).execute());

  t.deepEqual(await store.read.selectFrom('sync_state').selectAll().execute(), [row]);
});

test('JSON stays the text that was written', async (t) => {
  const store = await openedStore(t);
  const value = '{"b": 1,  "a": [1.0]}';

  await store.keep((tx) =>
    tx
      .insertInto('instance_state')
      .values({ key: 'k', value, updated_at: new Date(0) })
      .execute(),
  );
  const row = await store.read.selectFrom('instance_state').select('value').executeTakeFirstOrThrow();

  t.is(row.value, value);
});

test('counts and the number of changed rows are plain numbers', async (t) => {
  const store = await openedStore(t);
  await store.keep((tx) => tx.insertInto('users').values([sampleUser(), sampleUser()]).execute());

  const changed = await store.keep((tx) =>
    tx.updateTable('users').set({ name: 'Grace' }).executeTakeFirstOrThrow(),
  );
  const counted = await store.read
    .selectFrom('users')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();

  t.is(changed.numUpdatedRows, 2n);
  t.is(counted.count, 2);
});

test('an integer beyond the safe ones is an error, not a rounded number', async (t) => {
  const store = await openedStore(t);
  const query = store.read.selectNoFrom(sql`9007199254740993::bigint`.as('large'));

  await t.throwsAsync(query.execute(), { name: 'state_unsafe_integer' });
});

test('what no column can hold is refused before the engine sees it', async (t) => {
  const store = await openedStore(t);
  const stored = (value: unknown) => store.read.selectNoFrom(sql`${value}`.as('cell')).execute();

  await t.throwsAsync(stored(Number.NaN), {
    name: 'state_unbindable',
    message: /cannot hold the number NaN/,
  });
  await t.throwsAsync(stored(new Date('never')), { message: /an invalid date/ });
  await t.throwsAsync(stored({ a: 1 }), { message: /a value of type object/ });
});
