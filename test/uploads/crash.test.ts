import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { crashPoints } from '../support/crash-points.ts';
import { filesBelow } from '../support/files-below.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { openedUploads, userId } from './support/opened-uploads.ts';

const program = fileURLToPath(new URL('programs/send-and-die.ts', import.meta.url));
const points = ['upload.kept', 'upload.written'];

for (const point of points) {
  test(`N70: kill -9 at ${point} leaves the version before and no half of the next`, async (t) => {
    const folder = await tempFolder(t);
    const before = await openedUploads(folder);
    const first = await before.send('s.jsonl', 'first');
    await before[Symbol.asyncDispose]();

    const child = spawn(process.execPath, [program, folder, point, 'first and second'], { stdio: 'inherit' });
    const [, signal] = await once(child, 'close');

    t.is(signal, 'SIGKILL');
    await using after = await openedUploads(folder);
    t.deepEqual(await after.uploads.list({ userId, kind: 'session' }), [first]);
    t.is(await readFile(after.uploads.path(first), 'utf8'), 'first');
    t.deepEqual(await filesBelow(`${folder}/user_sessions`), [after.uploads.path(first)]);
    t.is((await after.send('s.jsonl', 'first and second')).version, 2);
  });
}

test('every step at which uploads let themselves be killed is killed above', async (t) => {
  t.deepEqual((await crashPoints('host/uploads/**/*.ts')).toSorted(), points);
});
