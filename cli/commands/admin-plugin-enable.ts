import { switchPlugin } from '../plugin-switch.ts';

/** Switches a plugin on. */
export const run = switchPlugin('enable');
