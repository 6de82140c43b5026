import { Secret } from '@agnes/sdk';

/** Turns the names of secrets, which is all that configuration and tables hold, into the secrets. */
export class Secrets {
  readonly #environment: Readonly<Record<string, string | undefined>>;

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#environment = environment;
  }

  /** The secret behind the name of an environment variable; `undefined` when it is not set or no such name. */
  resolve(reference: string): Secret | undefined {
    if (!variableName.test(reference) || reserved.has(reference)) return undefined;
    const value = this.#environment[reference];
    return value === undefined || value === '' ? undefined : new Secret(value);
  }
}

/** The host's own: no setting may send them anywhere. config/interpolate.ts refuses the same ones. */
const reserved = new Set([
  'JWT_SECRET_KEY',
  'SESSION_SECRET',
  'DESKTOP_JWT_SECRET',
  'SEED_ADMIN_PASSWORD',
  'SCHEDULER_API_TOKEN',
]);

const variableName = /^[A-Z][A-Z0-9_]{0,63}$/;
