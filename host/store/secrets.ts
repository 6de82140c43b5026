import { Secret } from '@agnes/sdk';

/** Turns the names of secrets, which is all that configuration and tables hold, into the secrets. */
export class Secrets {
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #reserved: ReadonlySet<string>;

  /** `reserved` are the host's own: no setting may send them anywhere. */
  constructor(environment: Readonly<Record<string, string | undefined>>, reserved: ReadonlySet<string>) {
    this.#environment = environment;
    this.#reserved = reserved;
  }

  /** The secret behind the name of an environment variable; `undefined` when it is not set or no such name. */
  resolve(reference: string): Secret | undefined {
    if (!variableName.test(reference) || this.#reserved.has(reference)) return undefined;
    const value = this.#environment[reference];
    return value === undefined || value === '' ? undefined : new Secret(value);
  }
}

const variableName = /^[A-Z][A-Z0-9_]{0,63}$/;
