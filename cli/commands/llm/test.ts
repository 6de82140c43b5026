import type { Run } from '../../command.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** Whether the language model answers, and what that took. */
export const run: Run = async (_input, session) => {
  const data = await (await session.http()).object({ method: 'POST', path: '/api/admin/llm/test' });
  const { provider, model, elapsed_ms: ms, input_tokens: sent, output_tokens: received } = data;
  const text = `${safeText(String(provider))} ${safeText(String(model))} answers: ${String(ms)} ms, ${String(sent)} tokens in, ${String(received)} out.`;
  return { data, text: [text] };
};
