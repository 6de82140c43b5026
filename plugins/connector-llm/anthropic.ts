import { closedSchema } from './closed-schema.ts';
import type { Question } from './question.ts';
import { at, type Reply, tokensAt } from './reply.ts';
import type { Target } from './settings.ts';
import type { Call } from './transport.ts';

/** The request of the Messages API. Its models are held to the schema by themselves. */
export const anthropicCall = ({ url, model }: Target, question: Question): Call => ({
  url: `${url}/v1/messages`,
  headers: { 'anthropic-version': '2023-06-01' },
  body: {
    model,
    max_tokens: question.maxTokens,
    system: question.system,
    messages: [{ role: 'user', content: question.prompt }],
    output_config: { format: { type: 'json_schema', schema: closedSchema(question.schema) } },
  },
});

/** Reads an answer of the Messages API. */
export const anthropicReply = (answer: unknown): Reply => {
  const content = at(answer, 'content');
  const texts = Array.isArray(content) ? content.map((part: unknown) => at(part, 'text') ?? '') : [];
  const reason = at(answer, 'stop_reason');
  return {
    text: texts.join(''),
    end: ends[String(reason)] ?? 'whole',
    inputTokens: tokensAt(answer, 'usage', 'input_tokens'),
    outputTokens: tokensAt(answer, 'usage', 'output_tokens'),
  };
};

const ends: Readonly<Record<string, Reply['end']>> = { max_tokens: 'cut', refusal: 'refused' };
