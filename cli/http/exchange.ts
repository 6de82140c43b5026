import { type Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { codeOf } from '../files/durable-file.ts';

/** One request as it goes out. */
export interface Exchange {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Text, or a file as it is read. */
  readonly body: string | Readable | undefined;
  readonly agent: Agent;
}

/** When an exchange is given up. */
export interface Limits {
  /** Longest time without a byte, before and while the answer comes. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  readonly tooSlow: () => Error;
}

/** Sends a request and answers as soon as the head of the answer is there. */
export const send = (exchange: Exchange, limits: Limits): Promise<IncomingMessage> => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { url, method, headers, body, agent } = exchange;
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const request = open(url, { method, headers, agent, signal: limits.signal });
  let running: ClientRequest | IncomingMessage = request;
  request.setTimeout(limits.seconds * 1000, () => running.destroy(limits.tooSlow()));
  request.once('error', (error) => {
    const isUnanswered = running === request;
    if (isUnanswered && isStale(request, error)) resolve(send(exchange, limits));
    else reject(error);
  });
  request.once('response', (answer) => {
    running = answer;
    resolve(answer);
  });
  if (body === undefined || typeof body === 'string') request.end(body);
  else body.once('error', (error) => request.destroy(error)).pipe(request);
  return promise;
};

/** The server closed an idle connection just as it was used again: that says nothing about the request. */
const isStale = (request: ClientRequest, error: Error): boolean =>
  request.reusedSocket && ['GET', 'HEAD'].includes(request.method) && codeOf(error) === 'ECONNRESET';

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'no such host is known',
  EAI_AGAIN: 'the name server does not answer',
  ECONNRESET: 'the connection broke',
  ETIMEDOUT: 'it does not answer',
};

/** Why a connection failed, in words. */
export const connectionFault = (error: unknown): string => {
  const code = codeOf(error);
  if (code !== undefined && reasons[code] !== undefined) return reasons[code];
  return (error instanceof Error && error.message) || (code ?? String(error));
};
