import type { Run } from '../../command.ts';
import { itemLines } from '../../memory/items.ts';

/** What the caller has contributed to. */
export const run: Run = async (_input, session) => {
  const answer = await (await session.http()).object({ path: '/api/memory/my-contributions' });
  return { data: answer, text: itemLines(answer['items'], session.out.width) };
};
