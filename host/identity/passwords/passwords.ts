import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { weakPassword } from '../errors.ts';
import { isCommonPassword } from './common-passwords.ts';
import { Gate } from './gate.ts';
import { type Argon2Hash, formatPhc, parsePhc } from './phc.ts';

const strength = { memory: 19 * 1024, passes: 2, parallelism: 1 };
// Nobody's password: checked when there is nothing to check, so that both cases cost the same.
const dummy: Argon2Hash = { ...strength, salt: Buffer.alloc(16), hash: Buffer.alloc(32) };

/** Hashes and checks passwords, two at a time: each takes 19 MiB, and memory times sign-ins is an attack. */
export class Passwords {
  readonly #gate = new Gate({ parallel: 2, queued: 20 });

  /** The PHC string to store. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(16);
    const hash = await this.#compute(password, { ...strength, salt, length: 32 });
    return formatPhc({ ...strength, salt, hash });
  }

  /** Takes equally long without a stored hash, and then says no. */
  async verify(stored: string | undefined, password: string): Promise<boolean> {
    const known = stored === undefined ? undefined : parsePhc(stored);
    const expected = known ?? dummy;
    const hash = await this.#compute(password, { ...expected, length: expected.hash.length });
    return known !== undefined && timingSafeEqual(hash, known.hash);
  }

  async #compute(password: string, options: Options): Promise<Buffer> {
    const { salt, length, memory, passes, parallelism } = options;
    const parameters = { message: password, nonce: salt, tagLength: length, memory, passes, parallelism };
    return this.#gate.run(() => derive('argon2id', parameters));
  }
}

type Options = Omit<Argon2Hash, 'hash'> & { readonly length: number };

const derive = promisify(argon2);

/** True when a stored hash costs an attacker less than one made today. */
export const isWeakHash = (stored: string): boolean => {
  const known = parsePhc(stored);
  return known !== undefined && (known.memory < strength.memory || known.passes < strength.passes);
};

/** Throws unless a new password is long enough and small enough. */
export const checkPasswordLength = (password: string): void => {
  if ([...password].length < 8) throw weakPassword({ reason: 'has fewer than 8 characters' });
  if (Buffer.byteLength(password) > 1024) throw weakPassword({ reason: 'is longer than 1024 bytes' });
};

/** Throws unless the password may be chosen by a person. */
export const checkNewPassword = (password: string): void => {
  checkPasswordLength(password);
  if (isCommonPassword(password)) throw weakPassword({ reason: 'is on every list of common passwords' });
};
