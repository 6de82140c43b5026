import { createHash } from 'node:crypto';
import { Secret } from '@agnes/sdk';
import { isBoundTo } from './bound-host.ts';
import { secretNotBound } from './errors.ts';
import { namesOf } from './same-secret.ts';
import type { StoredSecret } from './stored-secret.ts';

/** What is stored, as far as resolving a name goes. */
export interface StoredLookup {
  find(name: string): StoredSecret | undefined;
  /** Called when the value goes out. */
  noteUse(name: string): void;
}

const nothingStored: StoredLookup = { find: () => undefined, noteUse: () => undefined };

type Environment = Readonly<Record<string, string | undefined>>;

/** Turns the names of secrets, which is all that configuration and tables hold, into the secrets. */
export class Secrets {
  readonly #environment: Environment;
  readonly #reserved: ReadonlySet<string>;
  readonly #stored: StoredLookup;
  #told: (secret: Secret) => void = () => undefined;

  /** `reserved` are the host's own: no setting may send them anywhere. */
  constructor(environment: Environment, reserved: ReadonlySet<string>, stored = nothingStored) {
    this.#environment = environment;
    this.#reserved = reserved;
    this.#stored = stored;
  }

  /** Has somebody told of every secret that is used, who keeps it out of what is written. */
  onResolved(listener: (secret: Secret) => void): void {
    this.#told = listener;
  }

  /** True when the name leads to a value. */
  has(reference: string): boolean {
    return this.#valueOf(reference) !== undefined;
  }

  /**
   * The secret behind the name: what is stored under it, else the environment variable of that name. `undefined` when
   * there is none; a stored secret that cannot be read is none, and never the variable.
   */
  resolve(reference: string): Secret | undefined {
    const secret = this.#valueOf(reference);
    if (secret) {
      this.#stored.noteUse(this.#nameOf(reference));
      this.#told(secret);
    }
    return secret;
  }

  /**
   * The same for a request to this host; throws when the secret is stored and not bound to it. Without a host it is
   * handed to a run that is trusted to send it itself: one that is bound to no host at all still goes nowhere.
   */
  resolveFor(reference: string, host: string | undefined): Secret | undefined {
    const stored = this.#stored.find(this.#nameOf(reference));
    const isBound =
      !stored || (host === undefined ? stored.boundHosts.length > 0 : isBoundTo(stored.boundHosts, host));
    if (!isBound) throw secretNotBound({ name: reference, host: host ?? '*' });
    return this.resolve(reference);
  }

  /** Another text when one of these secrets has another value; nothing can be read out of it. */
  fingerprint(references: readonly string[]): string {
    const values = references.map((reference) => this.#valueOf(reference)?.reveal() ?? null);
    return createHash('sha256').update(JSON.stringify(values)).digest('base64');
  }

  /** Of the names of one secret the first that is stored or set; it need not be readable. */
  #nameOf(reference: string): string {
    const isThere = (name: string) => this.#stored.find(name) ?? this.#variable(name);
    return namesOf(reference).find(isThere) ?? reference;
  }

  #valueOf(reference: string): Secret | undefined {
    const name = this.#nameOf(reference);
    const stored = this.#stored.find(name);
    if (!stored) return this.#variable(name);
    return stored.envName === undefined ? stored.value : this.#variable(stored.envName);
  }

  #variable(name: string): Secret | undefined {
    if (!secretName.test(name) || this.#reserved.has(name)) return undefined;
    const value = this.#environment[name];
    return value === undefined || value === '' ? undefined : new Secret(value);
  }
}

/** How secrets, and the environment variables that hold them, are called. */
export const secretName = /^[A-Z][A-Z0-9_]{0,63}$/;
