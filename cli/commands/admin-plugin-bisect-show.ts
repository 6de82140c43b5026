import { showBisect } from '../plugin-bisect.ts';

/** Shows how far the search has come. */
export const run = showBisect;
