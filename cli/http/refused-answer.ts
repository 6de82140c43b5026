import type { IncomingMessage } from 'node:http';
import type { PlatformError } from '@agnes/sdk/errors';
import { refusalError } from './refusal.ts';

/** The error that an answer with this body stands for. */
export const refusedAnswer = (answer: IncomingMessage, text: string, now: number): PlatformError =>
  refusalError({
    status: answer.statusCode ?? 0,
    text,
    requestId: requestIdOf(answer),
    retryAfterSeconds: secondsUntil(answer.headers['retry-after'], now),
  });

/** What the server calls the request. */
export const requestIdOf = (answer: IncomingMessage): string | undefined => {
  const id = answer.headers['x-request-id'];
  return typeof id === 'string' ? id : undefined;
};

/** Seconds that a server asks to wait: it says a number of them, or a date. */
const secondsUntil = (text: string | undefined, now: number): number | undefined => {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
};
