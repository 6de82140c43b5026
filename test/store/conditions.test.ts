import test, { type ExecutionContext } from 'ava';
import { Conditions } from '../../host/store/conditions.ts';
import { openedStore } from './support/opened-store.ts';

const fault = {
  subjectType: 'source',
  subjectId: 'files',
  code: 'sync_failed',
  severity: 'error',
  why: 'The file is gone.',
  remedy: 'Put it back.',
} as const;

const conditionsAt = async (t: ExecutionContext, ...times: readonly number[]) => {
  const left = [...times];
  const store = await openedStore(t);
  return { store, conditions: new Conditions({ store, now: () => left.shift() ?? 0 }) };
};

test('a fault that is raised again is one condition, seen again, with the newest words', async (t) => {
  const { store, conditions } = await conditionsAt(t, 1_000, 2_000);

  await conditions.raise({ ...fault, data: { table: 'a' } });
  await conditions.raise({ ...fault, why: 'The folder is gone.', severity: 'warning' });

  const open = await conditions.open();
  t.is((await store.read.selectFrom('conditions').selectAll().execute()).length, 1);
  t.deepEqual(
    open.map(({ id: _, ...rest }) => rest),
    [
      {
        ...fault,
        why: 'The folder is gone.',
        severity: 'warning',
        since: new Date(1_000),
        lastSeenAt: new Date(2_000),
      },
    ],
  );
});

test('faults raised at the same moment still open once', async (t) => {
  const { conditions } = await conditionsAt(t, 1, 2, 3);

  await Promise.all([conditions.raise(fault), conditions.raise(fault), conditions.raise(fault)]);

  t.is((await conditions.open()).length, 1);
});

test('a condition carries the data it was raised with', async (t) => {
  const { conditions } = await conditionsAt(t, 1);

  await conditions.raise({ ...fault, data: { tables: ['a'] } });

  t.deepEqual(
    (await conditions.open()).map(({ data }) => data),
    [{ tables: ['a'] }],
  );
});

test('clearing one code leaves the others of the subject open', async (t) => {
  const { conditions } = await conditionsAt(t, 1, 2, 3);
  await conditions.raise(fault);
  await conditions.raise({ ...fault, code: 'credential_expired' });

  await conditions.clear('source', 'files', 'sync_failed');

  t.deepEqual(
    (await conditions.open()).map(({ code }) => code),
    ['credential_expired'],
  );
});

test('clearing without a code ends everything about the subject and nothing about others', async (t) => {
  const { conditions } = await conditionsAt(t, 1, 2, 3, 4);
  await conditions.raise(fault);
  await conditions.raise({ ...fault, code: 'credential_expired' });
  await conditions.raise({ ...fault, subjectId: 'other' });

  await conditions.clear('source', 'files');

  t.deepEqual(
    (await conditions.open()).map(({ subjectId }) => subjectId),
    ['other'],
  );
});

test('a fault that comes back after it was cleared is a new condition, and the old one stays on record', async (t) => {
  const { store, conditions } = await conditionsAt(t, 1_000, 2_000, 3_000);
  await conditions.raise(fault);
  await conditions.clear('source', 'files', 'sync_failed');

  await conditions.raise(fault);

  const rows = await store.read
    .selectFrom('conditions')
    .select(['since', 'cleared_at'])
    .orderBy('since')
    .execute();
  t.deepEqual(rows, [
    { since: new Date(1_000), cleared_at: new Date(2_000) },
    { since: new Date(3_000), cleared_at: null },
  ]);
});
