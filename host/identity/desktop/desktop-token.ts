import { errors, jwtVerify, SignJWT } from 'jose';
import { tokenExpired } from '../errors.ts';

/** How long a desktop token lives, in seconds. */
export const desktopSeconds = 30 * 24 * 60 * 60;

const audience = 'agnes-desktop';
const typ = 'desktop';

/** With what desktop tokens are made. The key signs nothing else. */
export interface DesktopSigning {
  readonly desktopKey: Uint8Array;
  /** Public origin: the issuer. */
  readonly origin: string;
}

/** What is inside. */
export interface DesktopClaims {
  /** User id. */
  readonly sub: string;
  /** Id of the row behind the token. */
  readonly jti: string;
}

/** The envelope for a device; without its row it is worth nothing. */
export const signDesktopToken = (
  { desktopKey, origin }: DesktopSigning,
  { sub, jti, issuedAt, expiresAt }: DesktopClaims & { readonly issuedAt: Date; readonly expiresAt: Date },
): Promise<string> =>
  new SignJWT({ typ })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(origin)
    .setAudience(audience)
    .setSubject(sub)
    .setJti(jti)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(desktopKey);

/** Whom a validly signed desktop token names. Nothing when it is none; throws when it has expired. */
export const readDesktopToken = async (
  { desktopKey, origin }: DesktopSigning,
  { token, now }: { readonly token: string; readonly now: Date },
): Promise<DesktopClaims | undefined> => {
  try {
    const { payload } = await jwtVerify(token, desktopKey, {
      algorithms: ['HS256'],
      issuer: origin,
      audience,
      requiredClaims: ['sub', 'jti', 'iat', 'exp'],
      currentDate: now,
    });
    // What the library declares as text is whatever was signed.
    const { sub, jti }: { readonly sub?: unknown; readonly jti?: unknown } = payload;
    const isWhole = payload['typ'] === typ && typeof sub === 'string' && typeof jti === 'string';
    return isWhole ? { sub, jti } : undefined;
  } catch (cause) {
    if (cause instanceof errors.JWTExpired) throw tokenExpired({}, { cause });
    return undefined;
  }
};
