import { defineError, isPlatformError } from '@agnes/sdk/errors';
import type { Run } from '../../command.ts';
import { badAnswer, badUsage } from '../../errors.ts';
import type { HttpClient } from '../../http/client.ts';
import type { Input } from '../../input.ts';
import { type JsonObject, textOf } from '../../json/values.ts';
import { safeText } from '../../terminal/safe-text.ts';

const path = '/auth/tokens';
const days: Readonly<Record<string, number | null>> = { '30d': 30, '90d': 90, '365d': 365, never: null };

const sessionNeeded = defineError<{ server: string; http: number }>({
  code: 'session_required',
  kind: 'forbidden',
  message: () => 'A token cannot make tokens: that needs a sign-in with a password, or the page.',
  hint: ({ server }) =>
    `Run: agnes auth login --email ADDRESS, then try again; or make it on ${server}/tokens`,
});

/** Makes a token. Its value is the answer: nobody can show it again. */
export const run: Run = async (input, session) => {
  const body = draftOf(input);
  const token = await created(await session.http(), body);
  const value = textOf(token['token']);
  if (value === undefined) throw badAnswer({ path, reason: 'it holds no token' });
  if (input.on('raw')) return { data: token, text: [value] };
  const until = token['expires_at'] ?? 'somebody revokes it';
  session.out.note('The token is shown only now. Keep it where secrets are kept.');
  return { data: token, text: [`${safeText(String(body.name))} works until ${until}:`, value] };
};

const draftOf = (input: Input) => {
  const name = input.text('name')?.trim();
  if (!name) {
    throw badUsage({
      reason: 'A name is missing: what is the token for?',
      hint: 'Example: agnes tokens create --name "nightly report" --scope read',
    });
  }
  const scopes = input.texts('scope');
  return {
    name,
    expires_in_days: days[input.text('ttl') ?? '90d'],
    ...(scopes.length > 0 && { scopes: [...new Set(scopes)] }),
  };
};

const created = async (http: HttpClient, body: object): Promise<JsonObject> => {
  try {
    return await http.object({ method: 'POST', path, body });
  } catch (error) {
    if (!isPlatformError(error) || error.code !== 'session_required') throw error;
    throw sessionNeeded({ server: http.server, http: 403 }, { cause: error });
  }
};
