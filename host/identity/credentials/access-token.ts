import { createHash } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { tokenExpired } from '../errors.ts';

/** What is inside an access token. No role or right is ever in here. */
export interface TokenClaims {
  /** User id. */
  readonly sub: string;
  readonly email: string;
  readonly typ: 'session' | 'pat' | 'oauth';
  /** Id of the row behind the token. */
  readonly jti: string;
  readonly issuedAt: Date;
  readonly expiresAt?: Date;
}

/** The envelope that is handed out; without its row it is worth nothing. */
export const signToken = (key: Uint8Array, { sub, jti, issuedAt, expiresAt, ...rest }: TokenClaims) => {
  const token = new SignJWT(rest)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(sub)
    .setJti(jti)
    .setIssuedAt(issuedAt);
  return (expiresAt ? token.setExpirationTime(expiresAt) : token).sign(key);
};

/** What a validly signed token says. */
export type ReadToken = Pick<TokenClaims, 'sub' | 'typ' | 'jti' | 'expiresAt'>;

/** Who a validly signed token names. Nothing when it is not one of ours; throws when it has expired. */
export const readToken = async (
  key: Uint8Array,
  { token, now }: { token: string; now: Date },
): Promise<ReadToken | undefined> => {
  try {
    const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], currentDate: now });
    return checkedClaims(payload);
  } catch (cause) {
    if (cause instanceof errors.JWTExpired) throw tokenExpired({}, { cause });
    return undefined;
  }
};

const checkedClaims = ({ sub, jti, typ, exp }: RawClaims): ReadToken | undefined => {
  // What the library declares as text is whatever was signed.
  if (typeof sub !== 'string' || typeof jti !== 'string') return undefined;
  if (typ !== 'session' && typ !== 'pat' && typ !== 'oauth') return undefined;
  return { sub, jti, typ, ...(typeof exp === 'number' && { expiresAt: new Date(exp * 1_000) }) };
};

interface RawClaims {
  readonly sub?: unknown;
  readonly jti?: unknown;
  readonly typ?: unknown;
  /** Seconds since 1970. */
  readonly exp?: unknown;
}

/** What is stored of a token or a one-time code. */
export const digest = (secret: string): string => createHash('sha256').update(secret).digest('hex');
