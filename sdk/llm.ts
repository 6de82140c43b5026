import type { PluginHost } from './plugin.ts';

/** A question to a language model, and the shape its answer must have. */
export interface LlmRequest {
  /** What the tokens are counted for, such as `corporate-memory`; lower-case words with dashes. */
  readonly use: string;
  readonly prompt: string;
  /** Material of others, kept apart from the prompt and marked as not to be obeyed. */
  readonly material?: string;
  readonly maxTokens: number;
  /** JSON Schema of the answer; its root is an object. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly schemaName: string;
  readonly signal?: AbortSignal;
}

/** A checked answer, and what it took. */
export interface LlmAnswer {
  readonly value: Readonly<Record<string, unknown>>;
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly elapsedMs: number;
}

/** The way to language models. Throws the errors of `llm-errors`; `llm_not_configured` where nothing is set up. */
export interface Llm {
  extractJson(request: LlmRequest): Promise<LlmAnswer>;
}

/** Counts what is asked and refuses what goes beyond; kept by the host over restarts. */
export interface LlmBudget {
  /** Throws `LlmBudgetExceeded` when a call of this use may not be made now. */
  take(use: string): Promise<void>;
  /** Adds what a call took, whatever came of it. */
  spend(use: string, tokens: number): Promise<void>;
}

/** Talks to the models that are configured. Lives in the host process. */
export interface LlmRouter<Settings = Readonly<Record<string, unknown>>> {
  create(host: PluginHost<Settings>, budget: LlmBudget): Llm;
}

/** Declares an LLM router; the default export of the entry named by `contributes.llmRouters`. */
export const defineLlmRouter = <Settings = Readonly<Record<string, unknown>>>(
  router: LlmRouter<Settings>,
): LlmRouter<Settings> => router;
