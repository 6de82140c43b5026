import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { Conditions } from '../../../host/store/conditions.ts';
import { linkSeal } from '../../../host/store/outbox/link-seal.ts';
import type { Mail } from '../../../host/store/outbox/mail.ts';
import { Outbox } from '../../../host/store/outbox/outbox.ts';
import { OutboxWorker } from '../../../host/store/outbox/outbox-worker.ts';
import type { SystemStore } from '../../../host/store/system-store.ts';
import { ManualClock } from '../../jobs/manual-clock.ts';
import { freshStore } from '../../support/fresh-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { wayOut } from './way-out.ts';

/** An outbox on a store of its own and a clock that stands still, and workers that send to a server on this port. */
export const outboxLab = async (t: ExecutionContext) => {
  const folder = join(await tempFolder(t), 'state');
  const clock = new ManualClock();
  const { now } = clock;
  const store = await freshStore({ folder, now, hostVersion: '0.0.0' });
  t.teardown(() => store[Symbol.asyncDispose]());
  const conditions = new Conditions({ store, now });
  const outbox = new Outbox({ seal: await linkSeal(folder), now });
  const wayTo = await wayOut();
  const worker = (port: number, on: SystemStore = store): OutboxWorker => {
    const log = (message: string) => t.log(message);
    const parts = { outbox, conditions, now, timers: clock, random: () => 0.5, log };
    const made = new OutboxWorker({ ...parts, ...wayTo(port), store: on });
    t.teardown(() => made[Symbol.asyncDispose]());
    return made;
  };
  return {
    folder,
    clock,
    store,
    conditions,
    outbox,
    worker,
    queue: (mail: Mail) => store.keep((tx) => outbox.queue(tx, mail)),
    rows: () => store.read.selectFrom('outbox').selectAll().orderBy('id').execute(),
    codes: async () => (await conditions.open()).map(({ code, subjectId }) => `${code} ${subjectId}`),
  };
};
