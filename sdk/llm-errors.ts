import { defineError } from './errors.ts';

/** No language model is set up. */
export const LlmNotConfigured = defineError({
  code: 'llm_not_configured',
  kind: 'unavailable',
  message: () => 'No language model is configured.',
  hint: 'Set ai.provider, ai.api_key and ai.model in instance.yaml or on the settings page.',
});

/** The provider refused the key. Never tried again. */
export const LlmAuthFailed = defineError<{ status: number }>({
  code: 'llm_auth_failed',
  kind: 'upstream',
  message: ({ status }) => `The language model refused the key (status ${status}).`,
  hint: 'Renew the secret that ai.api_key names, then run `agnes llm test`.',
});

/** The provider wants fewer calls. `retryAfter` is in seconds. */
export const LlmRateLimited = defineError<{ status: number; retryAfter?: number }>({
  code: 'llm_rate_limited',
  kind: 'rate_limited',
  message: ({ status }) => `The language model takes no more calls at the moment (status ${status}).`,
  hint: 'Wait for a while, or ask the provider for a higher limit.',
});

/** The provider did not answer, or its answer broke off. */
export const LlmTimedOut = defineError<{ reason: string }>({
  code: 'llm_timeout',
  kind: 'timeout',
  message: ({ reason }) => `The language model did not answer: ${reason}`,
  hint: 'Try again later; see the status page of the provider.',
});

/** What came back is no answer to the question: broken, cut off or against the schema. */
export const LlmFormatFailed = defineError<{ reason: string }>({
  code: 'llm_format',
  kind: 'upstream',
  message: ({ reason }) => `The answer of the language model cannot be used: ${reason}.`,
  hint: 'Ask for less at a time, allow more tokens, or choose another model.',
});

/** The provider knows none of the ways to ask for JSON that are allowed. */
export const LlmUnsupported = defineError<{ mode: string }>({
  code: 'llm_unsupported',
  kind: 'upstream',
  message: ({ mode }) => `The language model does not support structured answers as "${mode}" asks for them.`,
  hint: 'Set ai.structured_output to auto, or choose another model.',
});

/** The model declined to answer. */
export const LlmRefused = defineError({
  code: 'llm_refused',
  kind: 'upstream',
  message: () => 'The language model declined to answer.',
  hint: 'Look at what was asked; the provider says what its models do not answer.',
});

/** As many calls or tokens as are allowed were used. */
export const LlmBudgetExceeded = defineError<{ counter: string; what: string; limit: number }>({
  code: 'llm_budget_exceeded',
  kind: 'rate_limited',
  message: ({ counter, what, limit }) => `The budget of "${counter}" is used up: ${limit} ${what}.`,
  hint: 'Wait until it begins anew, or raise ai.max_calls_per_hour or ai.max_tokens_per_day.',
});
