import { bisectWith } from '../plugin-bisect.ts';

/** Says that it breaks with what is on. */
export const run = bisectWith('bad');
