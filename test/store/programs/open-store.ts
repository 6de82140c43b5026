import { migrations } from '../../../host/store/migrations.ts';
import { openSystemStore } from '../../../host/store/system-store.ts';
import { nextRelease } from '../support/next-step.ts';
import { storeOptions } from '../support/opened-store.ts';

/** `open-store <folder> <crash point> [next]`: opens the store, as this release or the next, and closes it. */
const [folder = '', crash = '', release = 'this'] = process.argv.slice(2);
const steps = release === 'next' ? nextRelease : migrations;
await using store = await openSystemStore({ ...storeOptions(folder), crash, migrations: steps });
process.stdout.write(`${typeof store}\n`);
