import { spawn } from 'node:child_process';
import test from 'ava';
import { openSystemStore } from '../../host/store/system-store.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { storeOptions } from './support/opened-store.ts';
import { endOf, programPath } from './support/run-program.ts';

test('F12: when no byte can be added, reads go on, the error says so, and no acknowledged change is lost', async (t) => {
  const folder = await tempFolder(t);
  // 3 MB for each file; growing beyond is refused the way a full disk refuses.
  const limited = spawn('sh', [
    '-c',
    'ulimit -f 6144; exec "$0" "$@"',
    process.execPath,
    programPath('fill-disk'),
    folder,
  ]);

  const { stdout, stderr } = await endOf(limited);

  const store = await openSystemStore(storeOptions(folder));
  t.teardown(() => store[Symbol.asyncDispose]());
  const rows = await store.read.selectFrom('users').select('id').execute();
  t.is(stderr, '');
  t.true(rows.length > 0);
  t.deepEqual(JSON.parse(stdout), {
    acked: rows.length,
    code: 'storage_full',
    checkpoint: 'storage_full',
    readable: rows.length,
  });
});
