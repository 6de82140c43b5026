import { once } from 'node:events';
import { migrations } from '../../../host/store/migrations.ts';
import { openSystemStore } from '../../../host/store/system-store.ts';
import { nextRelease } from '../support/next-step.ts';
import { storeOptions } from '../support/opened-store.ts';
import { sampleUser } from '../support/sample-user.ts';

/** `hold-store <folder> [next]`: opens the store, stores one user, says so, and keeps it until stdin ends. */
const [folder = '', release = 'this'] = process.argv.slice(2);
const steps = release === 'next' ? nextRelease : migrations;
await using store = await openSystemStore({ ...storeOptions(folder), migrations: steps });
await store.keep((tx) => tx.insertInto('users').values(sampleUser()).execute());
process.stdout.write('held\n');
await once(process.stdin.resume(), 'end');
