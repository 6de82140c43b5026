import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import type { HttpRequest } from '@agnes/sdk';
import type { Broker } from './broker.ts';

/** One request of a plugin and what it was told. Secrets of the host are taken out of all of it. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly sent?: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What came back; of a download the file. */
  readonly body: Buffer;
}

/** The same way out; each answer is told as the plugin gets it. Headers of requests are not: credentials travel there. */
export const recordedBroker = (broker: Broker, onExchange: (exchange: Exchange) => void): Broker => {
  const tell = (url: string, { method = 'GET', body: sent }: HttpRequest, answer: Answered): void =>
    onExchange({
      method,
      url: broker.scrub(url),
      ...(sent !== undefined && { sent: broker.scrub(sent) }),
      ...answer,
    });
  return {
    fetch: async (url, request = {}) => {
      const response = await broker.fetch(url, request);
      const { status, headers, text } = response;
      tell(url, request, { status, headers, body: Buffer.from(text) });
      return response;
    },
    download: async (url, request = {}) => {
      const response = await broker.download(url, request);
      const { status, headers, path } = response;
      const bytes = await readFile(path);
      const body = isUtf8(bytes) ? Buffer.from(broker.scrub(bytes.toString())) : bytes;
      tell(url, request, { status, headers, body });
      return response;
    },
    secret: (name) => broker.secret(name),
    scrub: (text) => broker.scrub(text),
    [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
  };
};

type Answered = Pick<Exchange, 'status' | 'headers' | 'body'>;
