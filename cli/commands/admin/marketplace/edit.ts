import type { Run } from '../../../command.ts';
import { badUsage } from '../../../errors.ts';
import { marketplaceFields } from '../../../marketplaces/fields.ts';
import { marketplacePath } from '../../../marketplaces/path.ts';
import { syncLines, syncMarketplace } from '../../../marketplaces/sync.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** Changes what is named of a marketplace, and nothing else. */
export const run: Run = async (input, session) => {
  const [slug = ''] = input.args;
  const body = await marketplaceFields(input, session.world);
  if (Object.keys(body).length === 0) {
    const hint = 'Example: agnes admin marketplace edit acme --review-mode hold';
    throw badUsage({ reason: 'Nothing is to be changed.', hint });
  }
  const http = await session.http();
  const marketplace = await http.object({ method: 'PATCH', path: marketplacePath(slug), body });
  const sync = await syncMarketplace(session, slug);
  return {
    data: { marketplace, sync: sync.data },
    text: [`${cellText(slug)} is changed.`, ...syncLines(sync)],
    ...(sync.failure && { failure: sync.failure }),
  };
};
