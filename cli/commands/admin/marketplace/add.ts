import type { Run } from '../../../command.ts';
import { marketplaceFields } from '../../../marketplaces/fields.ts';
import { syncLines, syncMarketplace } from '../../../marketplaces/sync.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** Registers a marketplace. It stays registered when its first sync fails. */
export const run: Run = async (input, session) => {
  const [slug = '', url] = input.args;
  const body = { name: slug, ...(await marketplaceFields(input, session.world)), slug, url };
  const http = await session.http();
  const marketplace = await http.object({ method: 'POST', path: '/api/marketplaces', body });
  const sync = await syncMarketplace(session, slug);
  return {
    data: { marketplace, sync: sync.data },
    text: [`${cellText(slug)} is registered.`, ...syncLines(sync)],
    ...(sync.failure && { failure: sync.failure }),
  };
};
