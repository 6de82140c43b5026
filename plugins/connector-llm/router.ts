import {
  defineLlmRouter,
  isPlatformError,
  type Llm,
  type LlmAnswer,
  LlmFormatFailed,
  type LlmHost,
  LlmNotConfigured,
  type LlmRequest,
  LlmUnsupported,
} from '@agnes/sdk';
import { Conversation, type Model, type Outcome } from './conversation.ts';
import { strategiesOf } from './openai-compatible.ts';
import type { Strategy } from './question.ts';
import { capsOfAll, capsOfUse, type Settings, type Target, targetOf } from './settings.ts';
import { Ways } from './ways.ts';

/** Counter of all uses together. */
const everything = 'all';

export default defineLlmRouter<Settings>({
  create(host) {
    const target = targetOf(host.settings, host.hasSecret);
    return target
      ? new Router(host, target)
      : { extractJson: async () => Promise.reject(LlmNotConfigured({})) };
  },
});

class Router implements Llm {
  readonly #host: LlmHost<Settings>;
  readonly #target: Target;
  /** Of this server; it is always the same model. */
  readonly #ways: Ways;

  constructor(host: LlmHost<Settings>, target: Target) {
    this.#host = host;
    this.#target = target;
    this.#ways = new Ways(target.provider === 'anthropic' ? ['json_schema'] : strategiesOf(host.settings));
  }

  async extractJson(request: LlmRequest): Promise<LlmAnswer> {
    const since = this.#host.now();
    try {
      return this.#answer(await this.#ask(request), since);
    } catch (error) {
      const outcome = isPlatformError(error) ? error.code : 'failed';
      this.#host.log(`${this.#where()} ${request.use}: ${outcome} after ${this.#host.now() - since} ms`);
      throw error;
    }
  }

  async #ask(request: LlmRequest): Promise<Outcome> {
    const refusals: unknown[] = [];
    for (const way of this.#ways.open()) {
      try {
        return await new Conversation(this.#model(), request).ask(way);
      } catch (error) {
        refusals.push(this.#refusalOf(error, way));
      }
    }
    throw refusals.at(-1);
  }

  /** What is told when no other way is left; anything but a refusal of the way is thrown at once. */
  #refusalOf(error: unknown, way: Strategy): unknown {
    if (!isPlatformError(error)) throw error;
    if (error.code === 'llm_schema_refused')
      return LlmFormatFailed({ reason: error.message }, { cause: error });
    if (error.code !== 'llm_unsupported') throw error;
    this.#ways.fails(way);
    return LlmUnsupported({ mode: this.#host.settings.structured_output });
  }

  #model(): Model {
    const { budget, settings, log } = this.#host;
    return {
      target: this.#target,
      host: this.#host,
      take: async (use) => {
        const own = capsOfUse(settings, use);
        if (own) await budget.take(use, own);
        await budget.take(everything, capsOfAll(settings));
      },
      note: async (use, strategy, { inputTokens, outputTokens, end }) => {
        this.#ways.works(strategy);
        const tokens = inputTokens + outputTokens;
        await budget.spend(use, tokens);
        await budget.spend(everything, tokens);
        log(`${this.#where()} ${use} ${strategy}: ${end}, ${inputTokens} tokens in, ${outputTokens} out`);
      },
    };
  }

  #where(): string {
    return `${new URL(this.#target.url).origin} ${this.#target.model}`;
  }

  #answer({ value, replies }: Outcome, since: number): LlmAnswer {
    const { provider, model } = this.#target;
    const sum = (of: 'inputTokens' | 'outputTokens') => replies.reduce((all, reply) => all + reply[of], 0);
    return {
      value,
      provider,
      model,
      inputTokens: sum('inputTokens'),
      outputTokens: sum('outputTokens'),
      calls: replies.length,
      elapsedMs: this.#host.now() - since,
    };
  }
}
