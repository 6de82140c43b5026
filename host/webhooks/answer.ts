import type { WebhookContribution } from '@agnes/sdk';
import type { PushedEvent } from './event.ts';
import type { Address } from './source-of.ts';

/** What the sender of an event is told. */
export interface WebhookAnswer {
  readonly status: 200 | 202 | 500 | 503;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Every answer that an event may get. */
interface Answers {
  taken(jobId: string | undefined): WebhookAnswer;
  duplicate(jobId: string | undefined): WebhookAnswer;
  notConfigured(): WebhookAnswer;
  failed(): WebhookAnswer;
}

const plain: NonNullable<WebhookContribution['answer']> = { status: 202, word: 'accepted' };

/** The answers to an event: as its webhook declares them, and the same for all at the address that all have. */
export const answerTo = (
  { answer = plain }: WebhookContribution,
  { path }: Address,
  { event, target }: PushedEvent,
): Answers => {
  const { status, word, target: key } = path === undefined ? plain : answer;
  const about = path === undefined ? {} : { event, ...(key !== undefined && { [key]: target ?? null }) };
  return {
    taken: (jobId) => ({ status, body: { status: word, ...about, job_id: jobId ?? null } }),
    duplicate: (jobId) => ({
      status: 200,
      body: { status: word, ...about, job_id: jobId ?? null, duplicate: true },
    }),
    notConfigured: () => ({
      status: 503,
      body: { status: 'error', message: 'The source is not set up: the event is stored and was not queued.' },
    }),
    failed: () => ({
      status: 500,
      body: { status: 'error', message: 'The event could not be queued. Send it again.', ...about },
    }),
  };
};
