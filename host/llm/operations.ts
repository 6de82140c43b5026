import { type Llm, type LlmAnswer, Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';

interface Services {
  readonly llm: Llm;
}

const test = operation({
  id: 'llm.test',
  route: 'POST /api/admin/llm/test',
  summary: 'Ask the language model one small question, to see whether it answers',
  who: 'admin',
  result: Type.Object({
    ok: Type.Literal(true),
    provider: Type.String(),
    model: Type.String(),
    calls: Type.Integer({ description: 'Requests it took.' }),
    input_tokens: Type.Integer(),
    output_tokens: Type.Integer(),
    elapsed_ms: Type.Integer(),
  }),
  problems: [
    'llm_not_configured',
    'llm_auth_failed',
    'llm_rate_limited',
    'llm_timeout',
    'llm_format',
    'llm_unsupported',
    'llm_refused',
    'llm_budget_exceeded',
  ],
  run: async (_input, { llm }: Services) => wireOf(await llm.extractJson(question)),
});

const question = {
  use: 'test',
  prompt: 'Set "answer" to the word yes.',
  maxTokens: 100,
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['answer'],
    properties: { answer: { type: 'string' } },
  },
  schemaName: 'test',
} as const;

const wireOf = ({ provider, model, calls, inputTokens, outputTokens, elapsedMs }: LlmAnswer) => ({
  ok: true as const,
  provider,
  model,
  calls,
  input_tokens: inputTokens,
  output_tokens: outputTokens,
  elapsed_ms: elapsedMs,
});

/** What administrators may do with the language model. */
export const llmOperations = [test];
