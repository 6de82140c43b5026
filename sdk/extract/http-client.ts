import type { Downloaded, Http, HttpRequest, HttpResponse } from '../connector.ts';
import { defineError } from '../errors.ts';
import type { FromChild, HttpAnswer, HttpCall } from './protocol.ts';

/** More than the host carries at once are kept waiting here. */
const mostAtOnce = 8;

type Answer = HttpResponse | Downloaded;

/** `ctx.http` in the child: each call is a numbered message to the host, which holds the secrets and the sockets. */
export class HttpClient implements Http {
  readonly #send: (message: FromChild) => Promise<void>;
  readonly #waiting = new Map<number, PromiseWithResolvers<Answer>>();
  readonly #queue: (() => void)[] = [];
  #calls = 0;

  constructor(send: (message: FromChild) => Promise<void>) {
    this.#send = send;
  }

  async fetch(url: string, request: HttpRequest = {}): Promise<HttpResponse> {
    // The host answers a fetch with a response: the number ties the two together.
    return (await this.#call('fetch', url, request)) as HttpResponse;
  }

  async download(url: string, request: HttpRequest = {}): Promise<Downloaded> {
    // As above, for downloads.
    return (await this.#call('download', url, request)) as Downloaded;
  }

  /** Takes an answer of the host. Late and unknown ones are dropped. */
  take(answer: HttpAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    this.#queue.shift()?.();
    if ('response' in answer) waiting?.resolve(answer.response);
    else waiting?.reject(errorOf(answer));
  }

  async #call(call: HttpCall['call'], url: string, request: HttpRequest): Promise<Answer> {
    while (this.#waiting.size >= mostAtOnce) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#calls += 1;
    const id = this.#calls;
    const waiting = Promise.withResolvers<Answer>();
    this.#waiting.set(id, waiting);
    await this.#send({ type: 'http', id, call, url, request });
    return waiting.promise;
  }
}

/** The host's error again as one that code can catch by its `code`. */
const errorOf = ({ error }: Extract<HttpAnswer, { error: unknown }>): Error =>
  defineError({ code: error.code, kind: error.kind, message: () => error.message, hint: error.hint })({});
