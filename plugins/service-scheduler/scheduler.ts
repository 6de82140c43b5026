import { defineService } from '@agnes/sdk';
import { Scheduler } from './passes.ts';

/** Looks at what is due, every few seconds, and fires it. */
export default defineService({ create: (host) => new Scheduler(host) });
