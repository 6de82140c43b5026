import { type AuthHost, defineAuthProvider, type SignInOutcome, UpstreamError } from '@agnes/sdk';
import type { Settings } from './settings.ts';

export default defineAuthProvider<Settings>({
  id: 'sample-auth',
  methods: (host) => [
    {
      id: 'sample-auth',
      kind: 'form',
      title: 'Sample auth',
      order: 40,
      available: () => (host.settings.url ? { ok: true } : { ok: false, reason: 'url is not set.' }),
      flows: {
        'sign-in': {
          title: 'Sign in with your account of the directory',
          complete: {
            button: 'Sign in',
            fields: [
              { name: 'user', label: 'Name', type: 'text', autocomplete: 'username' },
              { name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' },
            ],
            run: ({ values: { user = '', password = '' } }) => ask(host, { user, password }),
          },
        },
      },
    },
  ],
});

const ask = async (
  { settings: { url = '' }, http }: AuthHost<Settings>,
  typed: { readonly user: string; readonly password: string },
): Promise<SignInOutcome> => {
  const { status, text } = await http.fetch(`${url}/check`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(typed),
    timeoutMs: 5000,
  });
  // Wrong name or password: nothing is proven, and the host says what it says to everybody.
  if (status === 401) return undefined;
  if (status !== 200) throw UpstreamError({ reason: `The directory answered ${status}.`, status });
  const { id, email, name } = JSON.parse(text);
  return { issuer: url, subject: id, email, emailVerified: true, name };
};
