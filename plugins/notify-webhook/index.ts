import { definePlugin } from '@agnes/sdk';
import { postRebuilt } from './post-rebuilt.ts';

/** Tells one URL about every rebuild. Without a URL it listens to nothing. */
export default definePlugin<{ readonly url?: string }>({
  setup: ({ settings: { url }, tap, http }) => {
    if (url !== undefined) tap('afterRebuild', (rebuilt) => postRebuilt(rebuilt, { url, http }));
  },
});
