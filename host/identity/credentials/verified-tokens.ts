import { tokenExpired } from '../errors.ts';
import { digest, type ReadToken, readToken } from './access-token.ts';

const most = 1_000;

/** Reads signed tokens. A signature that has held once is not verified again: what it signs never changes. */
export class VerifiedTokens {
  readonly #key: Uint8Array;
  /** By the digest of the token; nothing here signs anybody in. */
  readonly #verified = new Map<string, ReadToken>();

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** Who it names. Nothing when it is not one of ours; throws when it has expired. */
  async read(token: string, now: Date): Promise<ReadToken | undefined> {
    const name = digest(token);
    const known = this.#verified.get(name);
    if (known?.expiresAt && known.expiresAt <= now) throw tokenExpired({});
    return known ?? this.#verify(name, { token, now });
  }

  async #verify(name: string, asked: { token: string; now: Date }): Promise<ReadToken | undefined> {
    const read = await readToken(this.#key, asked);
    if (this.#verified.size >= most) this.#verified.clear();
    if (read) this.#verified.set(name, read);
    return read;
  }
}
