import type { Identity } from '../../../host/identity/identity.ts';
import { admin, askerOf, intentOf, origin } from './started-identity.ts';

/** A secret that works once, and what it is good for. */
export interface Secret {
  readonly kind: 'link' | 'device';
  readonly value: string;
}

/** Uses a secret up. Answers the token that it was exchanged for. */
export const useSecret = async (identity: Identity, { kind, value }: Secret): Promise<string> => {
  if (kind === 'device') {
    const asked = { deviceCode: value, ip: origin.ip };
    return (await identity.accounts.deviceLogins.poll(asked, intentOf('token.create'))).token;
  }
  const values = { email: admin.email, token: value };
  return (await identity.doors.signIns.signIn({ provider: 'email', values }, askerOf('login'))).token;
};
