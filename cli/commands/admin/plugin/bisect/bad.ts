import { bisectWith } from '../../../../plugins/bisect.ts';

/** Says that it breaks with what is on. */
export const run = bisectWith('bad');
