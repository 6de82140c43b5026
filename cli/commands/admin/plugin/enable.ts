import { switchPlugin } from '../../../plugins/switch.ts';

/** Switches a plugin on. */
export const run = switchPlugin('enable');
