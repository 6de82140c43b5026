import test from 'ava';
import { seedMember } from './support/seed-member.ts';
import { broken, empty, ok, startSyncing } from './support/syncing.ts';

test('groups of the provider become groups here, and the ones that are left are left', async (t) => {
  const { directory, signIn, groups, audit } = await startSyncing(t);
  directory.answer = ok('sales@example.com', 'all@example.com');
  await signIn();
  directory.answer = ok('all@example.com', 'eu@example.com');

  await signIn();

  t.deepEqual(groups(), ['all@example.com', 'eu@example.com']);
  t.deepEqual(await audit(), ['group_sync.applied', 'group_sync.applied']);
});

test('what did not change leaves no row in the audit log', async (t) => {
  const { directory, signIn, run, audit } = await startSyncing(t);
  directory.answer = ok('all@example.com');
  await signIn();

  await signIn();
  await run();

  t.deepEqual(await audit(), ['group_sync.applied']);
});

test('memberships of other sources survive', async (t) => {
  const started = await startSyncing(t);
  await seedMember(started, started.ada.id, 'Friends');
  started.directory.answer = ok('all@example.com');
  await started.signIn();
  started.directory.answer = empty;

  await started.signIn();

  t.deepEqual(started.groups(), ['Friends']);
});

test('T57: a removal at the provider is seen within the hour', async (t) => {
  const { directory, signIn, run, groups, later } = await startSyncing(t);
  directory.answer = ok('sales@example.com');
  await signIn();
  directory.answer = empty;
  later(1);

  const summary = await run();

  t.deepEqual(groups(), []);
  t.deepEqual(summary, { asked: 1, changed: 1, failed: 0 });
});

test('T57: an error keeps the last good groups, and says so to administrators', async (t) => {
  const { directory, signIn, run, groups, conditions, audit } = await startSyncing(t);
  directory.answer = ok('sales@example.com');
  await signIn();
  directory.answer = broken;

  await run();

  const [condition] = await conditions.open();
  t.deepEqual(groups(), ['sales@example.com']);
  t.like(condition, { subjectType: 'sign_in_method', subjectId: 'google', code: 'group_sync_stale' });
  t.regex(condition?.why ?? '', /one person .* "google": the directory is down/);
  t.deepEqual(await audit(), ['group_sync.applied', 'group_sync.stale']);
});

test('T57: after a day of errors the groups count no more, until the next success', async (t) => {
  const { directory, signIn, run, groups, later, audit, conditions } = await startSyncing(t);
  directory.answer = ok('sales@example.com');
  await signIn();
  directory.answer = broken;
  await run();
  later(23);
  await run();
  t.deepEqual(groups(), ['sales@example.com']);
  later(1);

  await run();

  t.deepEqual(groups(), []);
  directory.answer = ok('sales@example.com');
  await run();
  t.deepEqual(groups(), ['sales@example.com']);
  t.deepEqual(await conditions.open(), []);
  t.deepEqual(await audit(), [
    'group_sync.applied',
    'group_sync.stale',
    'group_sync.suspended',
    'group_sync.applied',
  ]);
});

test('T57: what administrators gave outlives a day of errors', async (t) => {
  const started = await startSyncing(t);
  await seedMember(started, started.ada.id, 'Friends');
  started.directory.answer = ok('sales@example.com');
  await started.signIn();
  started.directory.answer = broken;
  await started.run();
  started.later(24);

  await started.run();

  t.deepEqual(started.groups(), ['Friends']);
});

test('errors that a success interrupts begin anew', async (t) => {
  const { directory, signIn, run, groups, later } = await startSyncing(t);
  directory.answer = ok('sales@example.com');
  await signIn();
  directory.answer = broken;
  await run();
  later(20);
  directory.answer = ok('sales@example.com');
  await run();
  directory.answer = broken;
  later(4);

  await run();

  t.deepEqual(groups(), ['sales@example.com']);
});

test('T57: a plugin that throws or answers nonsense is an error, not an empty list', async (t) => {
  const { directory, signIn, groups } = await startSyncing(t);
  directory.answer = ok('sales@example.com');
  await signIn();

  directory.answer = () => Promise.reject(new Error('oops'));
  await signIn();
  t.deepEqual(groups(), ['sales@example.com']);
  // What no plugin in TypeScript could write.
  directory.answer = () => ({ kind: 'ok', groups: undefined }) as never;
  await signIn();

  t.deepEqual(groups(), ['sales@example.com']);
});
