import {
  type Checker,
  checkerFor,
  LlmFormatFailed,
  type LlmHost,
  LlmRefused,
  type LlmRequest,
  LlmUnsupported,
  type TSchema,
} from '@agnes/sdk';
import { anthropicCall, anthropicReply } from './anthropic.ts';
import { jsonInText } from './json-in-text.ts';
import { faultOf, openAiCall, openAiReply } from './openai-compatible.ts';
import { withPatience } from './patience.ts';
import { questionOf, type Strategy } from './question.ts';
import type { Reply } from './reply.ts';
import type { Target } from './settings.ts';
import { send } from './transport.ts';
import { SchemaRefused } from './ways.ts';

/** What all conversations with one model work with. */
export interface Model {
  readonly target: Target;
  readonly host: Pick<LlmHost, 'http' | 'wait'>;
  /** Called before every request; throws where the budget does not allow it. */
  readonly take: (use: string) => Promise<void>;
  /** Called after every answer. */
  readonly note: (use: string, strategy: Strategy, reply: Reply) => Promise<void>;
}

/** A usable answer and what all its requests took. */
export interface Outcome {
  readonly value: Readonly<Record<string, unknown>>;
  readonly replies: readonly Reply[];
}

type Read = { readonly value: Outcome['value'] } | { readonly complaint: string };

/** One question until it has an answer: asked again once, with what was wrong, where the answer cannot be used. */
export class Conversation {
  readonly #model: Model;
  readonly #request: LlmRequest;
  readonly #check: Checker<unknown>;
  readonly #replies: Reply[] = [];

  constructor(model: Model, request: LlmRequest) {
    this.#model = model;
    this.#request = request;
    // A JSON Schema that came as data is a schema all the same.
    this.#check = checkerFor(request.schema as TSchema) as Checker<unknown>;
  }

  async ask(strategy: Strategy): Promise<Outcome> {
    const first = this.#read(await this.#send(strategy));
    const last = 'value' in first ? first : this.#read(await this.#send(strategy, first.complaint));
    if ('complaint' in last) throw LlmFormatFailed({ reason: last.complaint });
    return { value: last.value, replies: this.#replies };
  }

  async #send(strategy: Strategy, complaint?: string): Promise<Reply> {
    const { target, host, take, note } = this.#model;
    const { use, signal } = this.#request;
    const question = questionOf(this.#request, strategy, complaint);
    const isAnthropic = target.provider === 'anthropic';
    const call = isAnthropic ? anthropicCall(target, question) : openAiCall(target, question, strategy);
    const once = async () => {
      await take(use);
      return send(host, signal ? { ...call, signal } : call);
    };
    const { answer, refused } = await withPatience(once, host, signal);
    if (refused !== undefined) throw refusalOf(refused, strategy);
    const reply = isAnthropic ? anthropicReply(answer) : openAiReply(answer);
    this.#replies.push(reply);
    await note(use, strategy, reply);
    return whole(reply);
  }

  #read({ text }: Reply): Read {
    const value = jsonInText(text);
    if (!value) return { complaint: 'it is not one JSON object' };
    const checked = this.#check(value);
    if (checked.ok) return { value };
    // Places and rules only: what the model wrote there is nobody else's to read.
    const faults = checked.faults.slice(0, 10).map(({ loc, type }) => `${loc} breaks the rule "${type}"`);
    return { complaint: `it does not fit the schema: ${faults.join('; ')}` };
  }
}

const refusalOf = (refused: string, strategy: Strategy): Error => {
  const fault = faultOf(refused);
  if (fault === 'way') return LlmUnsupported({ mode: strategy });
  if (fault === 'schema') return SchemaRefused({});
  return LlmFormatFailed({ reason: 'the provider refuses the request (status 400)' });
};

const whole = (reply: Reply): Reply => {
  if (reply.end === 'refused') throw LlmRefused({});
  if (reply.end === 'cut') throw LlmFormatFailed({ reason: 'it was cut off at the limit of tokens' });
  if (reply.text.trim() === '') throw LlmRefused({});
  return reply;
};
