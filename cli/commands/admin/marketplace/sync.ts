import type { Run } from '../../../command.ts';
import { syncLines, syncMarketplace } from '../../../marketplaces/sync.ts';

/** Syncs a marketplace. Fails when the sync does; what was served before is served on. */
export const run: Run = async (input, session) => {
  const sync = await syncMarketplace(session, input.args[0] ?? '');
  const { data, failure } = sync;
  return failure ? { data, failure } : { data, text: syncLines(sync) };
};
