import { type JsonObject, textOf } from '../json/values.ts';

/** Whether a personal access token still works. */
export const tokenState = (token: JsonObject, now: number): 'works' | 'expired' | 'revoked' => {
  if (token['revoked_at']) return 'revoked';
  const end = textOf(token['expires_at']);
  return end !== undefined && Date.parse(end) <= now ? 'expired' : 'works';
};
