import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { takeBackup } from '../../host/store/backups.ts';
import { Conditions } from '../../host/store/conditions.ts';
import { checkCopy } from '../../host/store/copy-state.ts';
import { prune } from '../../host/store/retention.ts';
import { openSystemStore } from '../../host/store/system-store.ts';
import { tempFolder } from '../support/temp-folder.ts';

const start = Date.UTC(2027, 0, 1);
const day = 24 * 3_600_000;
const fault = (subjectId: string) =>
  ({ subjectType: 'source', subjectId, code: 'c', severity: 'error', why: 'w', remedy: 'r' }) as const;

test('F58: a backup is a whole database of its own, taken while others write, and the last 24 stay', async (t) => {
  const folder = join(await tempFolder(t), 'state');
  let now = start;
  await using store = await openSystemStore({ folder, now: () => now, hostVersion: '0.0.0' });
  const conditions = new Conditions({ store, now: () => now });
  await conditions.raise(fault('a'));
  const writes = Promise.all(Array.from({ length: 20 }, (_, n) => conditions.raise(fault(`while ${n}`))));
  const backup = await takeBackup({ store, folder, now: () => now });
  await writes;
  for (let hour = 0; hour < 25; hour += 1) {
    const name = new Date(start - (hour + 1) * 3_600_000).toISOString().replaceAll(/[-:]|\.000/g, '');
    await writeFile(join(folder, 'backups', `system.${name}.duckdb`), '');
  }
  now += 3_600_000;
  const next = await takeBackup({ store, folder, now: () => now });
  const names = await readdir(join(folder, 'backups'));

  t.is(backup.file, 'system.20270101T000000Z.duckdb');
  t.deepEqual([next.kept, names.length, names.includes(next.file)], [24, 24, true]);
  const copy = join(await tempFolder(t), 'state');
  t.true(next.bytes > 0);
  await store.copyTo(`${copy}.duckdb`);
  await t.throwsAsync(checkCopy(`${copy}.duckdb`, new Map([['conditions', 1]])), {
    message: /"conditions" has 21 rows instead of 1/,
  });
});

test('a backup that cannot be written leaves nothing behind that looks like one', async (t) => {
  const folder = await tempFolder(t);
  const store = {
    copyTo: async (path: string) => {
      await writeFile(path, 'half');
      throw new TypeError('no room');
    },
  };

  await t.throwsAsync(takeBackup({ store, folder, now: () => start }), { message: 'no room' });

  t.deepEqual(await readdir(join(folder, 'backups')), []);
});

test('what is older than it has to be kept goes, what still holds or waits stays', async (t) => {
  const folder = await tempFolder(t);
  let now = start;
  await using store = await openSystemStore({ folder, now: () => now, hostVersion: '0.0.0' });
  const conditions = new Conditions({ store, now: () => now });
  await conditions.raise(fault('over'));
  await conditions.raise(fault('holds'));
  await conditions.clear('source', 'over');
  const days = {
    jobs_days: 90,
    job_events_days: 30,
    sent_mail_days: 30,
    sync_history_days: 365,
    query_log_days: 90,
    conditions_days: 90,
  };

  now += 90 * day;
  t.like(await prune(store, { now, days }), { conditions: 0, jobs: 0, sync_history: 0 });
  now += 1;
  t.like(await prune(store, { now, days }), { conditions: 1 });
  t.deepEqual(
    (await conditions.open()).map(({ subjectId }) => subjectId),
    ['holds'],
  );
});
