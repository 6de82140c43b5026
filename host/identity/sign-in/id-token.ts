import type { OidcClient } from '@agnes/sdk';
import { createLocalJWKSet, errors, type JWTPayload, jwtVerify, type LocalJWKSet } from 'jose';
import { handshakeFailed } from './errors.ts';

/** Reads a document of an identity provider; throws when it cannot. */
export type ReadJson = (url: string) => Promise<unknown>;

const lifeMs = 10 * 60 * 1000;
const pauseMs = 60 * 1000;
/** Clocks of others may be this far off. */
const skewSeconds = 60;

/** Verifies ID tokens: signature by the provider's keys, issuer, audience, expiry and nonce. */
export class IdTokens {
  readonly #readJson: ReadJson;
  readonly #now: () => number;
  readonly #held = new Map<string, { readonly keys: Promise<LocalJWKSet>; readonly since: number }>();

  constructor({ readJson, now }: { readJson: ReadJson; now: () => number }) {
    this.#readJson = readJson;
    this.#now = now;
  }

  /** What the token says, once nothing about it is in doubt. */
  async verify(token: string, client: OidcClient, nonce: unknown): Promise<JWTPayload> {
    const payload = await this.#checked(token, client);
    if (typeof nonce !== 'string' || payload['nonce'] !== nonce) throw refused('its nonce is another');
    const { aud, azp } = { azp: payload['azp'], aud: payload.aud };
    if (Array.isArray(aud) && aud.length > 1 && azp !== client.clientId) throw refused('it is for another');
    return payload;
  }

  async #checked(token: string, client: OidcClient): Promise<JWTPayload> {
    const options = {
      issuer: client.issuer,
      audience: client.clientId,
      algorithms: [...client.algorithms],
      requiredClaims: ['sub', 'exp', 'iat'],
      clockTolerance: skewSeconds,
      currentDate: new Date(this.#now()),
    };
    try {
      return (await jwtVerify(token, await this.#keys(client.jwksUrl, lifeMs), options)).payload;
    } catch (cause) {
      if (!(cause instanceof errors.JWKSNoMatchingKey)) throw translated(cause);
    }
    // The provider may have changed its keys since they were read.
    const renewed = await this.#keys(client.jwksUrl, pauseMs);
    return jwtVerify(token, renewed, options).then(
      ({ payload }) => payload,
      (cause: unknown) => {
        throw translated(cause);
      },
    );
  }

  #keys(url: string, age: number): Promise<LocalJWKSet> {
    const now = this.#now();
    const held = this.#held.get(url);
    if (held && now - held.since < age) return held.keys;
    const reading = { keys: this.#readJson(url).then(keySet), since: now };
    this.#held.set(url, reading);
    // A failed reading is not kept: the next sign-in tries again.
    reading.keys.catch(() => {
      if (this.#held.get(url) === reading) this.#held.delete(url);
    });
    return reading.keys;
  }
}

const keySet = (value: unknown): LocalJWKSet => {
  try {
    // jose checks the shape itself.
    return createLocalJWKSet(value as Parameters<typeof createLocalJWKSet>[0]);
  } catch (cause) {
    throw refused("the provider's keys are no key set", cause);
  }
};

const refused = (reason: string, cause?: unknown) =>
  handshakeFailed({ reason: `the ID token is not taken: ${reason}` }, { cause });

const translated = (cause: unknown): unknown =>
  cause instanceof errors.JOSEError ? refused(cause.code, cause) : cause;
