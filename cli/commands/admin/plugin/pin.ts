import { pinPlugin } from '../../../plugins/pin.ts';

/** Has a plugin stay at a version. */
export const run = pinPlugin(true);
