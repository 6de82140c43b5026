import type { Run } from '../../command.ts';
import { badUsage } from '../../errors.ts';
import { contentIn } from '../../memory/item-change.ts';
import { cellText } from '../../terminal/text-table.ts';

/** Writes down what the caller knows. */
export const run: Run = async (input, session) => {
  const content = await contentIn(input, session.world);
  const category = input.text('category');
  if (content === undefined || category === undefined) {
    const hint = 'Example: agnes memory add "Net revenue" --content "Without tax." --category business_logic';
    throw badUsage({ reason: 'An item needs --content or --content-file, and --category.', hint });
  }
  const domain = input.text('domain');
  const body = {
    ...{ title: input.args[0] ?? '', content, category },
    ...{ tags: input.texts('tag'), entities: input.texts('entity') },
    ...(domain !== undefined && { domain }),
  };
  const answer = await (await session.http()).object({ method: 'POST', path: '/api/memory', body });
  return { data: answer, text: [`${cellText(answer['id'])} waits for an administrator.`] };
};
