import { openSystemStore } from '../../../host/store/system-store.ts';
import { storeOptions } from '../support/opened-store.ts';
import { sampleUser } from '../support/sample-user.ts';

/** `write-for-ever <folder>`: stores users one after the other and prints each id once it is acknowledged. */
const [folder = ''] = process.argv.slice(2);
const store = await openSystemStore(storeOptions(folder));
for (;;) {
  const user = sampleUser();
  await store.write({ action: 'user.create', actor: { kind: 'system' }, resource: user.id }, (tx) =>
    tx.insertInto('users').values(user).execute(),
  );
  process.stdout.write(`${user.id}\n`);
}
