import { defineError } from '@agnes/sdk/errors';
import type { Run } from '../../../command.ts';
import { syncEveryMarketplace, syncLines } from '../../../marketplaces/sync.ts';

const syncsFailed = defineError<{ marketplaces: readonly string[] }>({
  code: 'marketplace_syncs_failed',
  kind: 'internal',
  message: ({ marketplaces }) => `Not synced: ${marketplaces.join(', ')}.`,
  hint: 'What was served before is served on; agnes admin marketplace list shows why.',
});

/** Syncs every marketplace. Fails when one does, after all have ended. */
export const run: Run = async (_input, session) => {
  const all = await syncEveryMarketplace(session);
  const failed = all.filter(({ failure }) => failure);
  const marketplaces = failed.map(({ data }) => String(data['id']));
  return {
    data: {
      synced: all.filter(({ failure }) => !failure).map(({ data }) => data),
      errors: failed.map(({ data }) => data),
    },
    text: all.flatMap(syncLines),
    ...(failed.length > 0 && { failure: syncsFailed({ marketplaces }) }),
  };
};
