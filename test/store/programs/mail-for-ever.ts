import { join } from 'node:path';
import { openSystemStore } from '../../../host/store/system-store.ts';
import { storeOptions } from '../support/opened-store.ts';
import { realOutbox } from '../support/real-outbox.ts';
import { mailTo } from '../support/way-out.ts';

/** `mail-for-ever <folder> <port>`: queues mails while others leave, and prints each subject once it is acknowledged. */
const [folder = '', port = ''] = process.argv.slice(2);
const store = await openSystemStore(storeOptions(folder));
const { outbox, worker } = await realOutbox(store, { folder: join(folder, 'state'), port: Number(port) });
worker.start();
for (let count = 1; ; count += 1) {
  const subject = `Mail ${count}`;
  await store.keep((tx) => outbox.queue(tx, mailTo('ada@example.com', { subject })));
  outbox.wake();
  process.stdout.write(`${subject}\n`);
}
