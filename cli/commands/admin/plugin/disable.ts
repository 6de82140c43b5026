import { switchPlugin } from '../../../plugins/switch.ts';

/** Switches a plugin off. */
export const run = switchPlugin('disable');
