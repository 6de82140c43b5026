import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A token that was let in, the key it is signed with, and what is inside. */
export interface Genuine {
  readonly token: string;
  readonly key: Uint8Array;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** What somebody tries, and the token they try it with. */
export type Attempt = readonly [trick: string, token: string];

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const jwk = publicKey.export({ format: 'jwk' });

const coded = (part: unknown): string =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');

type Secret = Uint8Array | string;

/** Signed by the hash that the header names, where it names one. */
const signed = (
  header: { readonly alg: string; [name: string]: unknown },
  claims: unknown,
  key: Secret,
): string => {
  const input = `${coded(header)}.${coded(claims)}`;
  const hash = `sha${/^HS(\d+)$/.exec(header.alg)?.[1] ?? 256}`;
  return `${input}.${createHmac(hash, key).update(input).digest('base64url')}`;
};

const signedByRsa = (header: object, claims: unknown, key: KeyObject): string => {
  const input = `${coded(header)}.${coded(claims)}`;
  return `${input}.${createSign('sha256').update(input).sign(key).toString('base64url')}`;
};

const plain = { alg: 'HS256', typ: 'JWT' } as const;

/** Forgeries of people who have no key. */
const keyless = ({ token, claims }: Genuine): readonly Attempt[] => {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const unsigned = (alg: unknown): string => `${coded({ alg, typ: 'JWT' })}.${payload}.`;
  return [
    ['no algorithm', unsigned('none')],
    ['no algorithm, capitalised', unsigned('None')],
    ['no algorithm, in capitals', unsigned('NONE')],
    ['no algorithm, in mixed case', unsigned('nOnE')],
    ['an empty algorithm', unsigned('')],
    ['an algorithm that is null', unsigned(null)],
    ['a list of algorithms', unsigned(['HS256', 'none'])],
    ['no algorithm, with the genuine signature', `${unsigned('none')}${signature}`],
    ['no signature', `${header}.${payload}.`],
    ['two parts', `${header}.${payload}`],
    ['five parts', `${header}.${payload}.${signature}.${payload}.${signature}`],
    ['half a signature', `${header}.${payload}.${signature.slice(0, 20)}`],
    ['a signature of zeros', `${header}.${payload}.${Buffer.alloc(32).toString('base64url')}`],
    ['other claims under the genuine signature', `${header}.${coded({ ...claims, sub: 'x' })}.${signature}`],
    [
      'another header under the genuine signature',
      `${coded({ ...plain, kid: '1' })}.${payload}.${signature}`,
    ],
    ['the empty key', signed(plain, claims, '')],
    ['a key of zeros', signed(plain, claims, Buffer.alloc(32))],
    ['a well-known key', signed(plain, claims, 'secret')],
    ['a key file named by kid', signed({ ...plain, kid: '../../../../dev/null' }, claims, '')],
    ['a statement in kid', signed({ ...plain, kid: "x' union select 'secret" }, claims, 'secret')],
    ['a key from an address', signedByRsa({ alg: 'RS256', jku: 'http://127.0.0.1:9/k' }, claims, privateKey)],
    [
      'certificates from an address',
      signedByRsa({ alg: 'RS256', x5u: 'http://127.0.0.1:9' }, claims, privateKey),
    ],
    ['a key inside the header', signedByRsa({ alg: 'RS256', jwk }, claims, privateKey)],
    ['a certificate inside the header', signedByRsa({ alg: 'RS256', x5c: [coded('x')] }, claims, privateKey)],
    ['a public key as secret', signed(plain, claims, pem)],
    ['a public key as secret, called RS256', signed({ alg: 'RS256' }, claims, pem)],
    ['a header that is no JSON', `${coded('alg=HS256')}.${payload}.${signature}`],
    ['a token after a line break', `\n${token}x`],
    ['a token of 100 KB', `${header}.${coded('a'.repeat(100_000))}.${signature}`],
    ['only dots', '..'],
  ];
};

/** Misuse by people who have the key: what is inside still has to be right, and known. */
const keyed = ({ token, key, claims }: Genuine): readonly Attempt[] => {
  const { sub, jti, exp, typ, ...rest } = claims;
  const own = (changed: unknown): string => signed(plain, changed, key);
  return [
    ['HS384', signed({ ...plain, alg: 'HS384' }, claims, key)],
    ['HS512', signed({ ...plain, alg: 'HS512' }, claims, key)],
    ['a lower-case algorithm', signed({ ...plain, alg: 'hs256' }, claims, key)],
    ['an unknown critical header', signed({ ...plain, crit: ['exp2'], exp2: 1 }, claims, key)],
    ['an unencoded payload', signed({ ...plain, b64: false, crit: ['b64'] }, claims, key)],
    ['no subject', own({ jti, exp, typ, ...rest })],
    ['no id', own({ sub, exp, typ, ...rest })],
    ['no type', own({ sub, jti, exp, ...rest })],
    ['no expiry', own({ sub, jti, typ, ...rest })],
    ['an expiry in the past', own({ ...claims, exp: 1 })],
    ['an expiry that is a text', own({ ...claims, exp: '9999999999' })],
    ['not yet valid', own({ ...claims, nbf: 9_999_999_999 })],
    ['the type of another surface', own({ ...claims, typ: 'oauth' })],
    ['the type of a refresh token', own({ ...claims, typ: 'oauth_refresh' })],
    ['a list of types', own({ ...claims, typ: [typ] })],
    ['a subject that is a list', own({ ...claims, sub: [sub] })],
    ['an id that is an object', own({ ...claims, jti: { $ne: '' } })],
    ['an id that is a pattern', own({ ...claims, jti: '%' })],
    ['an id nobody was given', own({ ...claims, jti: '00000000-0000-7000-8000-000000000000' })],
    ['the id of somebody else', own({ ...claims, sub: '00000000-0000-7000-8000-000000000000' })],
    ['claims that are a list', own([claims])],
    ['claims that are null', own('null')],
    ['the same claims, signed anew', own({ ...claims, iat: Number(claims['iat']) + 1 })],
    ['the genuine token with a spare bit set', `${token.slice(0, -1)}${spare(token.at(-1))}`],
  ];
};

// Of the last letter only some bits count: another letter may decode to the same signature.
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const spare = (last = 'A'): string => letters[letters.indexOf(last) ^ 1] ?? 'A';

/** More than forty tokens that must not be let in, made by hand. */
export const hostileTokens = (genuine: Genuine): readonly Attempt[] => [
  ...keyless(genuine),
  ...keyed(genuine),
];
