import type { Run } from '../../command.ts';
import { badUsage } from '../../errors.ts';
import { cellText } from '../../terminal/text-table.ts';

const votes: Readonly<Record<string, number>> = { up: 1, down: -1, none: 0 };

/** Says whether an item is right. */
export const run: Run = async (input, session) => {
  const [id = '', word = ''] = input.args;
  const vote = votes[word];
  if (vote === undefined)
    throw badUsage({ reason: `"${word}" is no vote.`, hint: 'Say up, down, or none to take it back.' });
  const path = `/api/memory/${encodeURIComponent(id)}/vote`;
  const answer = await (await session.http()).object({ method: 'POST', path, body: { vote } });
  const { upvotes, downvotes } = answer;
  return { data: answer, text: [`${cellText(upvotes)} up, ${cellText(downvotes)} down.`] };
};
