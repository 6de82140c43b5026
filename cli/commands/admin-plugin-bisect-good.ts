import { bisectWith } from '../plugin-bisect.ts';

/** Says that it works with what is on. */
export const run = bisectWith('good');
