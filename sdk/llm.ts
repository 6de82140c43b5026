import type { Http } from './connector.ts';

/** A question to a language model, and the shape its answer must have. */
export interface LlmRequest {
  /** What the tokens are counted for, such as `corporate-memory`; lower-case words with dashes. */
  readonly use: string;
  readonly prompt: string;
  /** Text of others: kept apart from the prompt and marked as data that is not to be obeyed. */
  readonly material?: string;
  readonly maxTokens: number;
  /** JSON Schema of the answer; its root is an object. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Letters, digits, `_` and `-`. */
  readonly schemaName: string;
  readonly signal?: AbortSignal;
}

/** An answer that fits its schema, and what it took: all calls together. */
export interface LlmAnswer {
  readonly value: Readonly<Record<string, unknown>>;
  readonly provider: string;
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Requests it took. */
  readonly calls: number;
  readonly elapsedMs: number;
}

/** The way to the language model. Throws the errors `Llm…` of the SDK. */
export interface Llm {
  extractJson(request: LlmRequest): Promise<LlmAnswer>;
}

/** What may be asked and spent. */
export interface LlmCaps {
  readonly callsPerHour: number;
  readonly tokensPerDay: number;
}

/** Counts what is asked, over restarts; hours and days are those of UTC. */
export interface LlmBudget {
  /** Counts one call; throws `LlmBudgetExceeded` where one of the caps is reached. */
  take(counter: string, caps: LlmCaps): Promise<void>;
  /** Adds what a call took, whatever came of it. */
  spend(counter: string, tokens: number): Promise<void>;
}

/** What a router gets. Nothing of the host is reachable beside it. */
export interface LlmHost<Settings = Readonly<Record<string, unknown>>> {
  /** Checked against the manifest's `config.schema`, defaults filled in, frozen. */
  readonly settings: Settings;
  /** Reaches the hosts declared in the manifest; the host adds the key. */
  readonly http: Http;
  /** One line; never a key, a prompt or an answer. */
  readonly log: (message: string) => void;
  /** True when the secret of this name has a value. */
  readonly hasSecret: (name: string) => boolean;
  readonly budget: LlmBudget;
  /** Milliseconds UTC. */
  readonly now: () => number;
  /** Resolves after so many milliseconds; rejects with the signal's reason when it is aborted. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Talks to the models that are configured. Lives in the host process. */
export interface LlmRouter<Settings = Readonly<Record<string, unknown>>> {
  /** Throws `ConfigError` where the settings cannot work; where there are none, every call throws `LlmNotConfigured`. */
  create(host: LlmHost<Settings>): Llm;
}

/** Declares an LLM router; the default export of the entry named by `contributes.llmRouters`. */
export const defineLlmRouter = <Settings = Readonly<Record<string, unknown>>>(
  router: LlmRouter<Settings>,
): LlmRouter<Settings> => router;
