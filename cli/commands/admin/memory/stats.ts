import type { Run } from '../../../command.ts';
import { isObject, objectOf } from '../../../json/values.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** How many items there are, and of what. */
export const run: Run = async (_input, session) => {
  const answer = await (await session.http()).object({ path: '/api/memory/stats' });
  const counts = Object.entries(answer).filter(([, value]) => isObject(value));
  const text = counts.flatMap(([name, of]) => [
    `${name}:`,
    ...Object.entries(objectOf(of)).map(([key, count]) => `  ${cellText(key)}  ${cellText(count)}`),
  ]);
  return { data: answer, text: [`${cellText(answer['total'])} items`, ...text] };
};
