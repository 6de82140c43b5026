import { appendFile, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { sql } from 'kysely';
import { Anchoring } from '../../host/store/audit/anchoring.ts';
import { auditAnchors } from '../../host/store/audit/anchors.ts';
import { Conditions } from '../../host/store/conditions.ts';
import { instanceState } from '../../host/store/instance-state.ts';
import type { SystemStore } from '../../host/store/system-store.ts';
import { ManualClock } from '../jobs/manual-clock.ts';
import { freshStore } from '../support/fresh-store.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { addEntries } from './support/audit-chain.ts';

const day = 24 * 3_600_000;

/** A store with entries, and something that anchors them when it is started. */
const lab = async (t: ExecutionContext, entries = 3) => {
  const folder = join(await tempFolder(t), 'state');
  const clock = new ManualClock();
  const store = await freshStore({ folder, now: clock.now, hostVersion: '0.0.0' });
  t.teardown(() => store[Symbol.asyncDispose]());
  if (entries > 0) await addEntries(store, entries);
  const conditions = new Conditions({ store, now: clock.now });
  const logged: unknown[] = [];
  const log = (anchor: unknown) => logged.push(anchor);
  const start = () => {
    const anchoring = new Anchoring({ store, conditions, folder, now: clock.now, timers: clock, log });
    t.teardown(() => anchoring[Symbol.asyncDispose]());
    anchoring.start();
    return anchoring;
  };
  const anchors = () => auditAnchors(store.read, folder);
  return {
    folder,
    path: join(folder, 'audit-anchors.log'),
    clock,
    store,
    conditions,
    logged,
    start,
    anchors,
  };
};

const seqsIn = async (path: string): Promise<readonly number[]> => {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line).seq);
};

const codes = async (conditions: Conditions) => (await conditions.open()).map(({ code }) => code);

const headOf = ({ read }: SystemStore) =>
  read.selectFrom('audit_log').select(['seq', 'hash']).orderBy('seq', 'desc').executeTakeFirstOrThrow();

test('the end of the log is noted in the database, in a file and in the log stream', async (t) => {
  const { clock, store, path, logged, start } = await lab(t);

  start();
  await clock.until(1);

  const anchor = { at: '2027-01-01T00:00:00.000+00:00', ...(await headOf(store)), first: 1 };
  t.is(anchor.seq, 3);
  t.deepEqual(await instanceState(store.read, 'audit_anchor'), anchor);
  t.deepEqual(JSON.parse(await readFile(path, 'utf8')), anchor);
  t.is((await stat(path)).mode & 0o777, 0o600);
  t.deepEqual(logged, [anchor]);
});

test('it is noted once a day, and earlier anchors are kept', async (t) => {
  const { clock, store, path, start } = await lab(t);
  start();
  await clock.until(1);
  await addEntries(store, 2);

  clock.advance(day - 1);
  t.deepEqual(await seqsIn(path), [3]);
  clock.advance(1);
  await clock.until(0);
  await clock.until(1);

  t.deepEqual(await seqsIn(path), [3, 5]);
});

test('a host that starts anchors at once only when the last anchor is a day old', async (t) => {
  const { clock, path, start } = await lab(t);
  await start()[Symbol.asyncDispose]();

  clock.advance(day / 2);
  await start()[Symbol.asyncDispose]();
  t.deepEqual(await seqsIn(path), [3]);
  clock.advance(day / 2);
  await start()[Symbol.asyncDispose]();

  t.deepEqual(await seqsIn(path), [3, 3]);
});

test('an anchor dated in the future does not put the next one off', async (t) => {
  const { clock, store, path, start } = await lab(t);
  const future = { at: '2099-01-01T00:00:00.000+00:00', ...(await headOf(store)) };
  await appendFile(path, `${JSON.stringify(future)}\n`);
  await addEntries(store, 1);

  start();
  await clock.until(1);

  t.deepEqual(await seqsIn(path), [3, 4]);
});

test('a line that a crash cut short harms neither the anchors before it nor those after', async (t) => {
  const { clock, path, start, anchors } = await lab(t);
  await start()[Symbol.asyncDispose]();
  await appendFile(path, '{"at":"2027-01-01T12:0');
  clock.advance(day);

  await start()[Symbol.asyncDispose]();

  t.deepEqual(
    (await anchors()).map(({ seq, at }) => [seq, at.slice(0, 10)]),
    [
      [3, '2027-01-01'],
      [3, '2027-01-02'],
    ],
  );
});

test('T136: an end that was cut off is reported and not anchored over', async (t) => {
  const { clock, store, path, conditions, start } = await lab(t);
  start();
  await clock.until(1);
  await store.keep((tx) => sql`delete from audit_log where seq = 3`.execute(tx));

  clock.advance(day);
  await clock.until(1);

  const [condition] = await conditions.open();
  t.like(condition, { code: 'audit_broken', severity: 'error' });
  t.regex(condition?.why ?? '', /Row 3 .* anchored on 2027-01-01/);
  t.deepEqual(await seqsIn(path), [3]);
});

test('an anchor that cannot be written is a condition, tried again after an hour and then cleared', async (t) => {
  const { clock, path, conditions, start } = await lab(t);
  await mkdir(path);
  start();
  await clock.until(1);
  t.deepEqual(await codes(conditions), ['audit_not_anchored']);
  await rm(path, { recursive: true });

  clock.advance(3_600_000);
  await clock.until(0);
  await clock.until(1);

  t.deepEqual(await codes(conditions), []);
  t.deepEqual(await seqsIn(path), [3]);
});

test('an empty log has no end to note', async (t) => {
  const { clock, start, anchors } = await lab(t, 0);

  start();
  await clock.until(1);

  t.deepEqual(await anchors(), []);
});

test('stopping leaves no timer behind', async (t) => {
  const { clock, start } = await lab(t);
  const anchoring = start();
  await clock.until(1);

  await anchoring[Symbol.asyncDispose]();

  t.is(clock.left, 0);
});
