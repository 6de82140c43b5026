import type { HttpResponse } from '@agnes/sdk/connector';
import { authFailed } from './errors.ts';

/** A token, and until when it may be used again. */
export interface Grant {
  readonly token: string;
  /** Milliseconds UTC; absent: it is good for this once. */
  readonly until?: number;
}

/** A token is given up this long before its end, in seconds. */
const marginSeconds = 60;

/** The token in an answer of those who give tokens. */
export const grantIn = ({ status, text }: HttpResponse, now: number): Grant => {
  if (status !== 200) throw authFailed({ reason: `it answered ${status}` });
  const { access_token: token, expires_in: seconds } = record(text);
  if (typeof token !== 'string' || token === '') throw authFailed({ reason: 'its answer holds no token' });
  const isLasting = typeof seconds === 'number' && seconds > marginSeconds;
  return { token, ...(isLasting && { until: now + (seconds - marginSeconds) * 1000 }) };
};

/** The object that a text of JSON holds; an empty one for anything else. */
export const record = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    return Object(value);
  } catch {
    return {};
  }
};
