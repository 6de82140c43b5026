import type { Outcome } from '../command.ts';
import type { Session } from '../session/session.ts';
import { cellText } from '../terminal/text-table.ts';
import { itemLines, itemTexts } from './items.ts';

/** A page of items, as a table or with what they say. */
export const listItems = async (
  session: Session,
  query: URLSearchParams,
  form: 'table' | 'texts' = 'table',
): Promise<Outcome> => {
  const answer = await (await session.http()).object({ path: `/api/memory?${query}` });
  const { items, page, total_pages: pages, total_count: total } = answer;
  const lines = form === 'texts' ? itemTexts(items) : itemLines(items, session.out.width);
  if (Number(pages) > Number(page))
    session.out.note(`Page ${cellText(page)} of ${cellText(pages)}; --page shows another.`);
  return {
    data: answer,
    text: total === 0 ? ['Nothing is written down here that is like that and meant for you.'] : lines,
  };
};
