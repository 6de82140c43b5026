import { closedSchema, isExact } from './closed-schema.ts';
import type { Question, Strategy } from './question.ts';
import { at, type Reply, tokensAt } from './reply.ts';
import type { Settings, Target } from './settings.ts';
import type { Call } from './transport.ts';

/** Ways that are tried one after another. */
export const strategiesOf = ({
  structured_output: mode,
}: Pick<Settings, 'structured_output'>): readonly Strategy[] => strategies[mode];

const strategies: Readonly<Record<Settings['structured_output'], readonly Strategy[]>> = {
  strict: ['json_schema'],
  json: ['json_schema', 'json_object'],
  auto: ['json_schema', 'json_object', 'text'],
};

/** The request of a chat completion. */
export const openAiCall = ({ url, model }: Target, question: Question, strategy: Strategy): Call => ({
  url: `${url}/chat/completions`,
  headers: {},
  body: {
    model,
    max_tokens: question.maxTokens,
    messages: [
      { role: 'system', content: question.system },
      { role: 'user', content: question.prompt },
    ],
    ...formatOf(question, strategy),
  },
});

const formatOf = ({ schema: wanted, schemaName }: Question, strategy: Strategy) => {
  if (strategy === 'text') return {};
  if (strategy === 'json_object') return { response_format: { type: 'json_object' } };
  const schema = closedSchema(wanted);
  // Strictly, a key that may be absent is refused; the answer is checked here in any case.
  const strict = isExact(schema);
  return { response_format: { type: 'json_schema', json_schema: { name: schemaName, schema, strict } } };
};

/** What a refused request was refused for: the way it asks for JSON, its schema, or anything else. */
export const faultOf = (refused: string): 'way' | 'schema' | 'other' => {
  if (!/response_format|json_schema|json_object/i.test(refused)) return 'other';
  return /invalid (json[ _])?schema|json_schema\.(name|schema)/i.test(refused) ? 'schema' : 'way';
};

/** Reads a chat completion. */
export const openAiReply = (answer: unknown): Reply => {
  const choice = at(answer, 'choices', 0);
  const text = at(choice, 'message', 'content');
  const reason = at(choice, 'finish_reason');
  const refusal = at(choice, 'message', 'refusal');
  return {
    text: typeof text === 'string' ? text : '',
    end: typeof refusal === 'string' ? 'refused' : endOf(reason),
    inputTokens: tokensAt(answer, 'usage', 'prompt_tokens'),
    outputTokens: tokensAt(answer, 'usage', 'completion_tokens'),
  };
};

const endOf = (reason: unknown): Reply['end'] => ends[String(reason)] ?? 'whole';

const ends: Readonly<Record<string, Reply['end']>> = { length: 'cut', content_filter: 'refused' };
