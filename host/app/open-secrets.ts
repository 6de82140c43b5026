import { reservedVariables } from '../../config/reserved-variables.ts';
import { secretSeal } from '../store/secrets/secret-seal.ts';
import { Secrets } from '../store/secrets/secrets.ts';
import { StoredSecrets } from '../store/secrets/stored-secrets.ts';
import type { Outside } from './outside.ts';

interface Opening extends Pick<Outside, 'store' | 'conditions' | 'now'> {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The state folder. */
  readonly folder: string;
}

/** Opens the secret store, and on top of it what turns names into secrets. */
export const openSecrets = async (
  stack: AsyncDisposableStack,
  { env, folder, ...deps }: Opening,
): Promise<Pick<Outside, 'secrets' | 'storedSecrets'>> => {
  const seal = await secretSeal(folder);
  const stored = stack.use(await StoredSecrets.open({ ...deps, seal, reserved: reservedVariables }));
  return { secrets: new Secrets(env, reservedVariables, stored), storedSecrets: stored };
};
