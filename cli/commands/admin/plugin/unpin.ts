import { pinPlugin } from '../../../plugins/pin.ts';

/** Has a plugin stay at no version in particular; the version it has remains until a newer one is planned. */
export const run = pinPlugin(false);
