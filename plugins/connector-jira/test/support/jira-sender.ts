import { createHmac } from 'node:crypto';

/** What came of an event. */
export interface Sent {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** How often it was sent. */
  readonly tries: number;
}

/** Where events go, and how they are signed. */
export interface Address {
  /** Asked at every try: a host that was started anew has another port. */
  readonly url: () => string;
  readonly secret: string;
  /** What is waited for before the next try; Jira waits minutes. */
  readonly beforeRetry?: () => Promise<void>;
}

/** Jira sends an event again after these, and when nobody answers, up to five times. */
const again = new Set([408, 409, 425, 429]);
const mostRetries = 5;

/** Sends events as a Jira site does: signed over the body, with an identifier that is the same at every try. */
export const sendEvent = async (
  { url, secret, beforeRetry = async () => {} }: Address,
  event: { readonly identifier: string; readonly body: object },
): Promise<Sent> => {
  const body = JSON.stringify({ timestamp: 1_717_191_000_000, ...event.body });
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  for (let tries = 1; ; tries += 1) {
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'x-hub-signature': `sha256=${signature}`,
      'x-atlassian-webhook-identifier': event.identifier,
      ...(tries > 1 && { 'x-atlassian-webhook-retry': String(tries - 1) }),
    };
    const answer = await answerTo(url(), { method: 'POST', headers, body });
    if (answer && !(answer.status >= 500 || again.has(answer.status))) return { ...answer, tries };
    if (tries > mostRetries) return { status: answer?.status ?? 0, body: answer?.body ?? {}, tries };
    await beforeRetry();
  }
};

const answerTo = async (url: string, request: RequestInit): Promise<Omit<Sent, 'tries'> | undefined> => {
  try {
    const response = await fetch(url, request);
    return { status: response.status, body: (await response.json()) as Sent['body'] };
  } catch {
    // Nobody answers, or the answer broke off.
    return undefined;
  }
};
