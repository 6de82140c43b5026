import { join } from 'node:path';
import test from 'ava';
import { openSystemStore } from '../../host/store/system-store.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { startMailServer } from './support/mail-server.ts';
import { storeOptions } from './support/opened-store.ts';
import { realOutbox } from './support/real-outbox.ts';
import { killAfterLines, startProgram } from './support/run-program.ts';

/** Kills a host that queues and sends after so many acknowledged mails; the next one has to send the rest. */
const arrives = test.macro({
  title: (_, count: number) => `F45: kill -9 after ${count} acknowledged mails loses none of them`,
  async exec(t, count: number) {
    const folder = await tempFolder(t);
    const server = await startMailServer(t);
    const program = startProgram({ name: 'mail-for-ever', args: [folder, String(server.port)] });
    const acknowledged = await killAfterLines(program, count);
    const store = await openSystemStore(storeOptions(folder));
    t.teardown(() => store[Symbol.asyncDispose]());
    const { worker } = await realOutbox(store, { folder: join(folder, 'state'), port: server.port });

    worker.start();
    await server.untilSubjects(acknowledged);
    await worker[Symbol.asyncDispose]();

    t.true(acknowledged.length >= count);
    t.true(server.delivered.every(({ text }) => text.includes('token=canary-4711')));
  },
});

test.serial(arrives, 1);
test.serial(arrives, 60);
