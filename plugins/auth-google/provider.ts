import {
  type AuthHost,
  type Availability,
  defineAuthProvider,
  type OidcClient,
  type RedirectMethod,
} from '@agnes/sdk';
import { claimOf } from './claim.ts';
import { groupReader } from './groups.ts';
import type { Settings } from './settings.ts';

/** Sign-in with Google. Claims are read in `claim.ts`, groups in `groups.ts`. */
export default defineAuthProvider<Settings>({
  id: 'google',
  methods: (host) => {
    const groups = groupReader({ ...host, now: Date.now });
    const method: RedirectMethod = {
      id: 'google',
      kind: 'redirect',
      title: 'Google',
      order: 10,
      available: () => availability(host),
      client: async () => clientOf(host.settings),
      complete: async ({ claims }) => claimOf(claims, host.settings),
      ...(groups && { groups: ({ claim }) => groups(claim.email), groupsAtAnyTime: true }),
    };
    return [method];
  },
});

const availability = ({ settings, hasSecret }: AuthHost<Settings>): Availability => {
  if (!settings.client_id) return { ok: false, reason: 'GOOGLE_CLIENT_ID is not set.' };
  const { client_secret_env: secret } = settings;
  return hasSecret(secret) ? { ok: true } : { ok: false, reason: `${secret} is not set.` };
};

const clientOf = ({ client_id, client_secret_env, hosted_domain, endpoints }: Settings): OidcClient => ({
  issuer: endpoints.issuer,
  authorizeUrl: endpoints.authorize,
  tokenUrl: endpoints.token,
  jwksUrl: endpoints.jwks,
  clientId: client_id ?? '',
  clientSecret: client_secret_env,
  scopes: ['openid', 'email', 'profile'],
  algorithms: ['RS256'],
  tokenAuth: 'post',
  issuerInAnswer: false,
  ...(hosted_domain !== undefined && { parameters: { hd: hosted_domain } }),
});
