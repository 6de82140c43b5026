import { readFile, rm } from 'node:fs/promises';
import test from 'ava';
import { fileNameOf } from '../../host/uploads/file-name.ts';
import { filesBelow } from '../support/files-below.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { bytesOf, intent, openedUploads, userId } from './support/opened-uploads.ts';

const own = { userId, kind: 'session' } as const;

test('N70: another file of the same name is another version, and the one before stays', async (t) => {
  await using opened = await openedUploads(await tempFolder(t));
  const first = await opened.send('s.jsonl', 'one');

  const second = await opened.send('s.jsonl', 'one two');
  const again = await opened.send('s.jsonl', 'one');

  t.deepEqual([first.version, second.version, again.version], [1, 2, 3]);
  t.is(await readFile(opened.uploads.path(first), 'utf8'), 'one');
  t.is(await readFile(opened.uploads.path(second), 'utf8'), 'one two');
  t.is(await opened.uploads.usedBytes(userId), 10);
});

test('the same bytes sent twice, also at the same time, are one version', async (t) => {
  await using opened = await openedUploads(await tempFolder(t));

  const sent = await Promise.all([1, 2, 3, 4].map(() => opened.send('s.jsonl', 'same')));

  t.deepEqual(
    sent.map(({ id }) => id),
    [1, 2, 3, 4].map(() => sent[0]?.id),
  );
  t.is((await opened.uploads.list(own)).length, 1);
});

test('N70: what would exceed the quota is refused, leaves nothing, and takes nothing that is there', async (t) => {
  const folder = await tempFolder(t);
  await using opened = await openedUploads(folder);
  const kept = await opened.send('a.jsonl', 'a'.repeat(60));

  await t.throwsAsync(opened.send('b.jsonl', 'b'.repeat(41)), { code: 'quota_exceeded' });

  t.deepEqual(await filesBelow(`${folder}/user_sessions`), [opened.uploads.path(kept)]);
  t.is((await opened.send('b.jsonl', 'b'.repeat(40))).version, 1);
  t.is((await opened.send('c.jsonl', 'a'.repeat(60))).version, 1, 'the same bytes take no room twice');
});

test('N70: files that come in at the same time may not fill the disk before the quota counts them', async (t) => {
  const folder = await tempFolder(t);
  await using opened = await openedUploads(folder);
  const [both, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const slow = async function* () {
    yield Buffer.from('a'.repeat(60));
    both.resolve();
    await go.promise;
  };
  const first = opened.uploads.add({ ...own, filename: 'a', bytes: slow() }, intent());
  await both.promise;

  await t.throwsAsync(opened.send('b', 'b'.repeat(41)), { code: 'quota_exceeded' });
  go.resolve();

  t.is((await first).version, 1);
  t.is((await opened.send('b', 'b'.repeat(40))).version, 1, 'what was on its way is counted no more');
});

test('after going back to an older state no bytes are lost, and what is gone can be sent again', async (t) => {
  const folder = await tempFolder(t);
  await using opened = await openedUploads(folder);
  const old = await opened.send('a.jsonl', 'old');
  const newer = await opened.send('b.jsonl', 'newer');
  await opened.store.keep((tx) => tx.deleteFrom('uploads').where('id', '=', newer.id).execute());
  await rm(opened.uploads.path(old));

  await opened.uploads.open({ isReplaced: true });
  const again = await opened.send('a.jsonl', 'old');

  t.is(again.id, old.id);
  t.is(await readFile(opened.uploads.path(old), 'utf8'), 'old');
  t.is(await readFile(opened.uploads.path(newer), 'utf8'), 'newer');
  await opened.uploads.open();
  t.deepEqual(await filesBelow(`${folder}/user_sessions`), [opened.uploads.path(old)]);
});

test('a file that is too large, or breaks off, leaves nothing', async (t) => {
  const folder = await tempFolder(t);
  await using opened = await openedUploads(folder);
  const broken = async function* () {
    yield* bytesOf('half');
    throw new Error('gone');
  };

  await t.throwsAsync(opened.send('s.jsonl', 'x'.repeat(61)), { code: 'upload_too_large' });
  await t.throwsAsync(opened.uploads.add({ ...own, filename: 's', bytes: broken() }, intent()));

  t.deepEqual(await filesBelow(`${folder}/user_sessions`), []);
  t.deepEqual(await opened.uploads.list(own), []);
});

test('a session that is deleted is gone with every version, and bytes that another has stay', async (t) => {
  const folder = await tempFolder(t);
  await using opened = await openedUploads(folder);
  const shared = await opened.send('a.jsonl', 'shared');
  await opened.send('a.jsonl', 'grown');
  await opened.send('b.jsonl', 'shared');

  await opened.uploads.remove({ ...own, filename: 'a.jsonl' }, intent());

  t.deepEqual(
    (await opened.uploads.list(own)).map(({ filename }) => filename),
    ['b.jsonl'],
  );
  t.deepEqual(await filesBelow(`${folder}/user_sessions`), [opened.uploads.path(shared)]);
  const again = opened.uploads.remove({ ...own, filename: 'a.jsonl' }, intent());
  await t.throwsAsync(again, { code: 'upload_not_found' });
  t.is((await opened.send('a.jsonl', 'new')).version, 3, 'a number is never given twice');
});

test('a session is deleted by the name it was sent with, also where it is kept under another', async (t) => {
  await using opened = await openedUploads(await tempFolder(t));

  for (const filename of ['e\u0301.jsonl', ' a.jsonl', '.b.jsonl', 'c\u200bd.jsonl']) {
    await opened.send(filename, filename);
    await opened.uploads.remove({ ...own, filename }, intent());
  }

  t.deepEqual(await opened.uploads.list(own), []);
});

test('whoever was removed keeps nothing, and nothing more comes in', async (t) => {
  const folder = await tempFolder(t);
  await using opened = await openedUploads(folder);
  await opened.send('a.jsonl', 'a');
  await opened.store.keep(async (tx) => {
    await tx.deleteFrom('uploads').execute();
    await tx.deleteFrom('users').execute();
  });

  await opened.uploads.forgetUser(userId);

  t.deepEqual(await filesBelow(`${folder}/user_sessions`), []);
  await t.throwsAsync(opened.send('b.jsonl', 'b'), { code: 'uploader_unknown' });
  t.deepEqual(await filesBelow(`${folder}/user_sessions`), []);
});

test('of a name only its base is kept, and none begins with a dot', (t) => {
  const names = ['../../etc/passwd', 'C:\\a\\b.jsonl', '.ssh', '..', ' é.txt', 'a\u202e\u0007b'];

  t.deepEqual(names.map(fileNameOf), ['passwd', 'b.jsonl', '_ssh', '_.', 'é.txt', 'a__b']);
  for (const name of ['', 'a/', ' ', 'x'.repeat(201)])
    t.throws(() => fileNameOf(name), { code: 'bad_file_name' });
});
