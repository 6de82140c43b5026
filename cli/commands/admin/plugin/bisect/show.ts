import { showBisect } from '../../../../plugins/bisect.ts';

/** Shows how far the search has come. */
export const run = showBisect;
