import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Secret } from '@agnes/sdk';
import { keptKey } from '../kept-key.ts';
import { sealed, unsealed } from '../sealed.ts';
import { secretsKeyInvalid } from './errors.ts';

/** Encrypts the values of secrets under their names: a value moved to another row of the database does not open. */
export interface SecretSeal {
  /** Which key it is, without telling anything of it. */
  readonly keyId: string;
  seal(name: string, value: string): string;
  /** `undefined` when this key did not seal it under this name. */
  open(name: string, text: string): Secret | undefined;
}

/** The seal of this instance; its key is a file beside the database, never in it. */
export const secretSeal = async (folder: string): Promise<SecretSeal> => {
  const path = join(folder, 'secrets-key');
  const hex = await keptKey(path);
  if (!/^[0-9a-f]{64}$/.test(hex)) throw secretsKeyInvalid({ path });
  const key = Buffer.from(hex, 'hex');
  const of = (name: string) => ({ key, belongsTo: `secret ${name}` });
  return {
    keyId: createHash('sha256').update('secrets-key').update(key).digest('hex').slice(0, 16),
    seal: (name, value) => sealed(value, of(name)),
    open: (name, text) => {
      try {
        return new Secret(unsealed(text, of(name)));
      } catch {
        return undefined;
      }
    },
  };
};
