import { bisectWith } from '../plugin-bisect.ts';

/** Ends a search without an answer. */
export const run = bisectWith('stop');
