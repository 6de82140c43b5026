import { bisectWith } from '../../../../plugins/bisect.ts';

/** Says that it works with what is on. */
export const run = bisectWith('good');
