import { defineError } from '@agnes/sdk/errors';
import type { Run } from '../command.ts';
import { safeText } from '../terminal/safe-text.ts';
import { topics } from '../topics/topics.ts';

const noTopic = defineError<{ topic: string }>({
  code: 'topic_unknown',
  kind: 'not_found',
  message: ({ topic }) => `There is no page about "${safeText(topic)}".`,
  hint: `There are: ${Object.keys(topics).join(', ')}. Of commands: agnes --help.`,
});

/** A page, or the list of them. Nothing is asked of anybody. */
export const run: Run = async (input) => {
  const [topic] = input.args;
  if (topic === undefined) {
    const listed = Object.entries(topics).map(([name, { summary }]) => ({ topic: name, summary }));
    return {
      data: { topics: listed },
      text: listed.map(({ topic: name, summary }) => `${name.padEnd(9)}  ${summary}`),
    };
  }
  const page = Object.hasOwn(topics, topic) ? topics[topic] : undefined;
  if (!page) throw noTopic({ topic });
  const { summary, lines } = page;
  return { data: { topic, summary, text: lines.join('\n') }, text: [summary, '', ...lines] };
};
