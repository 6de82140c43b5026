import type { Identity } from '../../../host/identity/identity.ts';
import { admin, askerOf, intentOf, origin } from './started-identity.ts';

/** A secret that works once, and what it is good for. */
export interface Secret {
  readonly kind: 'link' | 'device' | 'code' | 'refresh';
  readonly value: string;
  /** The application that brings it, where one does. */
  readonly clientId?: string;
  readonly verifier?: string;
}

/** Uses a secret up. Answers the token that it was exchanged for. */
export const useSecret = async (identity: Identity, { kind, value, ...agent }: Secret): Promise<string> => {
  if (kind === 'code' || kind === 'refresh') return useApplication(identity, { kind, value, ...agent });
  if (kind === 'device') {
    const asked = { deviceCode: value, ip: origin.ip };
    return (await identity.accounts.deviceLogins.poll(asked, intentOf('token.create'))).token;
  }
  const values = { email: admin.email, token: value };
  return (await identity.doors.signIns.signIn({ provider: 'email', values }, askerOf('login'))).token;
};

/** The same for what applications bring; what they get is the next refresh token. */
const useApplication = async (
  { accounts: { applications } }: Identity,
  { kind, value, clientId, verifier }: Secret,
): Promise<string> => {
  const asked = {
    ...origin,
    clientId,
    verifier,
    redirectUri: undefined,
    resource: undefined,
    scope: undefined,
  };
  const intent = intentOf('oauth.token');
  const made =
    kind === 'code'
      ? await applications.grants.exchange({ ...asked, code: value }, intent)
      : await applications.renewals.renew({ ...asked, refreshToken: value }, intent);
  return made.refreshToken;
};
