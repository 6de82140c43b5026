import { startBisect } from '../../../../plugins/bisect.ts';

/** Begins to look for the plugin that breaks something. */
export const run = startBisect;
