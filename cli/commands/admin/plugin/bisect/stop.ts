import { bisectWith } from '../../../../plugins/bisect.ts';

/** Ends a search without an answer. */
export const run = bisectWith('stop');
