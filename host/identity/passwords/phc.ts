/** An argon2id hash with everything needed to check a password against it. Memory is in KiB. */
export interface Argon2Hash {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** The hash as the string that every argon2id implementation reads. */
export const formatPhc = ({ memory, passes, parallelism, salt, hash }: Argon2Hash): string =>
  `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(hash)}`;

/** Nothing when the text is no argon2id hash of version 19 that Node can compute. */
export const parsePhc = (text: string): Argon2Hash | undefined => {
  const match = /^\$argon2id\$v=19\$([a-z0-9=,]+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(text);
  if (!match) return undefined;
  const [, options = '', salt = '', hash = ''] = match;
  const { m, t, p } = Object.fromEntries(options.split(',').map((option) => option.split('=')));
  const parsed = {
    memory: Number(m),
    passes: Number(t),
    parallelism: Number(p),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
  return isComputable(parsed) ? parsed : undefined;
};

/** The limits of argon2 itself (RFC 9106); outside them Node throws. */
const isComputable = ({ memory, passes, parallelism, salt, hash }: Argon2Hash): boolean =>
  [memory, passes, parallelism].every((value) => Number.isSafeInteger(value) && value > 0) &&
  memory >= 8 * parallelism &&
  salt.length >= 8 &&
  hash.length >= 4;

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');
