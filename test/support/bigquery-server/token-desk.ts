import { createPublicKey, createVerify, generateKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { Refused } from './google-error.ts';

/** Gives tokens as Google does: to the machine itself, and for what a key has signed. */
export class TokenDesk {
  /** Seconds that a token says it lasts; absent: it does not say. */
  expiresIn: number | undefined = 3600;
  /** False: this is no machine of Google Cloud. */
  isOnMachine = true;
  readonly given: string[] = [];
  readonly #account: { readonly email: string; readonly publicKey: string; readonly privateKey: string };

  private constructor(keys: { readonly publicKey: string; readonly privateKey: string }) {
    this.#account = { email: 'agnes@billing-project.iam.gserviceaccount.com', ...keys };
  }

  static async open(): Promise<TokenDesk> {
    const encoding = { type: 'pkcs8', format: 'pem' } as const;
    const keys = await promisify(generateKeyPair)('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: encoding,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    return new TokenDesk(keys);
  }

  /** The text of a key file of the service account. */
  get keyFile(): string {
    const { email, privateKey } = this.#account;
    return JSON.stringify({
      type: 'service_account',
      private_key_id: 'key-1',
      private_key: privateKey,
      client_email: email,
      token_uri: 'https://oauth2.googleapis.com/token',
    });
  }

  knows(authorization: string | undefined): boolean {
    return this.given.some((token) => authorization === `Bearer ${token}`);
  }

  ofMachine(flavor: string | undefined) {
    if (!this.isOnMachine) throw new Refused({ status: 404, reason: 'notFound', message: 'no such service' });
    if (flavor !== 'Google')
      throw new Refused({ status: 403, reason: 'forbidden', message: 'Metadata-Flavor: Google is missing' });
    return this.#give('machine');
  }

  forAssertion(body: URLSearchParams, audience: string) {
    const [header = '', claims = '', signature = ''] = (body.get('assertion') ?? '').split('.');
    const { iss, aud, scope, exp, iat } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    const isSigned = createVerify('RSA-SHA256')
      .update(`${header}.${claims}`)
      .verify(createPublicKey(this.#account.publicKey), signature, 'base64url');
    const isMeant = iss === this.#account.email && aud === audience && exp - iat <= 3600;
    if (!isSigned || !isMeant || scope !== 'https://www.googleapis.com/auth/cloud-platform')
      throw new Refused({ status: 400, reason: 'invalid_grant', message: 'Invalid JWT Signature.' });
    return this.#give('key');
  }

  forRefresh(body: URLSearchParams) {
    const isKnown = body.get('refresh_token') === 'refresh-1' && body.get('client_secret') === 'secret-1';
    if (!isKnown) throw new Refused({ status: 400, reason: 'invalid_grant', message: 'Bad Request' });
    return this.#give('user');
  }

  #give(whom: string) {
    const token = `ya29.${whom}-${randomUUID()}`;
    this.given.push(token);
    return {
      access_token: token,
      token_type: 'Bearer',
      ...(this.expiresIn !== undefined && { expires_in: this.expiresIn }),
    };
  }
}
