import { systemTimers } from '../../host/http/timers.ts';
import { Jobs } from '../../host/jobs/jobs.ts';
import { openSystemStore } from '../../host/store/system-store.ts';

/** A host whose two jobs never end; it says so when both run, and is killed then. */
const [, , folder = ''] = process.argv;
const store = await openSystemStore({ folder, now: Date.now, hostVersion: '0.0.0' });
const jobs = new Jobs({ store, now: Date.now, timers: systemTimers, random: Math.random, log: () => {} });
let running = 0;
jobs.handle('work', () => {
  running += 1;
  if (running === 2) process.stdout.write('both run');
  return new Promise(() => {});
});
await jobs.enqueue({ kind: 'work', params: 'may be repeated' });
await jobs.enqueue({ kind: 'work', params: 'may not', maxAttempts: 1 });
jobs.start();
