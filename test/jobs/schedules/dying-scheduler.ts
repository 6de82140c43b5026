import { systemTimers } from '../../../host/http/timers.ts';
import { Jobs } from '../../../host/jobs/jobs.ts';
import { openSystemStore } from '../../../host/store/system-store.ts';
import { every, schedulesOn } from './open-schedules.ts';

/** A host that is killed between the job of a slot and the row that says so. */
const [, , folder = ''] = process.argv;
const now = () => Date.UTC(2027, 0, 1);
const store = await openSystemStore({ folder, now, hostVersion: '0.0.0', crash: 'schedule.queued' });
const jobs = new Jobs({ store, now, timers: systemTimers, random: Math.random, log: () => {} });
jobs.handle('work', async () => ({}));
const schedules = schedulesOn({ store, jobs, now }, { random: () => 0 });
await schedules.ensure(every('every 15m'));
await schedules.fire('a');
