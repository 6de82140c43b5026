import type { Claim } from '@agnes/sdk';
import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import type { CompanyKeys } from './company-keys.ts';

interface Expected {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: CompanyKeys;
  readonly log: (message: string) => void;
}

/**
 * Reads who a token names, or nothing when it is not one of the provider's.
 *
 * A bad token is passed, not thrown: anybody can send one, and enough throws would switch the plugin off for all.
 * What throws is a provider whose keys cannot be read.
 */
export const claimReader = (expected: Expected) => {
  const verify = verifierOf(expected);
  return async (token: string): Promise<Claim | undefined> => {
    if (issuerOf(token) !== expected.issuer) return undefined;
    const payload = await verify(token);
    return payload && claimOf(payload, expected);
  };
};

const issuerOf = (token: string): string | undefined => {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
};

const verifierOf = ({ issuer, audience, keys }: Expected) => {
  const options = {
    issuer,
    audience,
    algorithms: ['RS256', 'PS256', 'ES256'],
    requiredClaims: ['sub', 'exp'],
  };
  return async (token: string): Promise<JWTPayload | undefined> => {
    const known = await keys.current();
    try {
      return (await jwtVerify(token, known, options)).payload;
    } catch (cause) {
      if (!(cause instanceof errors.JOSEError)) throw cause;
      if (!(cause instanceof errors.JWKSNoMatchingKey)) return undefined;
    }
    // The provider may have changed its keys since they were read.
    const renewed = await keys.renewed();
    return jwtVerify(token, renewed, options).then(({ payload }) => payload, passBadToken);
  };
};

const passBadToken = (cause: unknown): undefined => {
  if (!(cause instanceof errors.JOSEError)) throw cause;
};

const claimOf = (payload: JWTPayload, { issuer, log }: Expected): Claim | undefined => {
  const { sub: subject, email, name } = payload;
  if (!subject || typeof email !== 'string' || email === '') {
    log('A token of the identity provider names no e-mail address; add the claim `email` there.');
    return undefined;
  }
  const emailVerified = payload['email_verified'] === true;
  return { issuer, subject, email, emailVerified, ...(typeof name === 'string' && name !== '' && { name }) };
};
