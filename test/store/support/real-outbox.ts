import { systemTimers } from '../../../host/http/timers.ts';
import { Conditions } from '../../../host/store/conditions.ts';
import { linkSeal } from '../../../host/store/outbox/link-seal.ts';
import { Outbox } from '../../../host/store/outbox/outbox.ts';
import { OutboxWorker } from '../../../host/store/outbox/outbox-worker.ts';
import type { SystemStore } from '../../../host/store/system-store.ts';
import { wayOut } from './way-out.ts';

/** An outbox and its worker in real time, as a host has them, sending to a server on this port. */
export const realOutbox = async (
  store: SystemStore,
  { folder, port }: { readonly folder: string; readonly port: number },
) => {
  const now = Date.now;
  const outbox = new Outbox({ seal: await linkSeal(folder), now });
  const parts = { now, timers: systemTimers, random: Math.random, log: () => {} };
  const conditions = new Conditions({ store, now });
  const wayTo = await wayOut();
  return { outbox, worker: new OutboxWorker({ ...parts, ...wayTo(port), store, outbox, conditions }) };
};
