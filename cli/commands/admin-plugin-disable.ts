import { switchPlugin } from '../plugin-switch.ts';

/** Switches a plugin off. */
export const run = switchPlugin('disable');
