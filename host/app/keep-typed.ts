import type { Intent } from '../http/intent.ts';
import { secretNameTaken } from '../plugin-manager/settings/errors.ts';
import type { SecretDraft } from '../store/secrets/stored-secret.ts';
import type { StoredSecrets } from '../store/secrets/stored-secrets.ts';
import type { SystemStore } from '../store/system-store.ts';
import { WriteQueue } from '../store/write-queue.ts';

interface Parts {
  readonly store: Pick<SystemStore, 'keep'>;
  readonly storedSecrets: Pick<StoredSecrets, 'find' | 'pending'>;
}

/**
 * Keeps secrets that were typed for a plan, before what names them is tried. Their names were free when the plan was
 * made; throws where one of them leads to something else by now.
 */
export const keepTypedOf = ({ store, storedSecrets }: Parts) => {
  const queue = new WriteQueue();
  return (secrets: readonly SecretDraft[], intent: Intent): Promise<void> =>
    queue.run(async () => {
      if (secrets.length === 0) return;
      for (const secret of secrets) checkFree(secret, storedSecrets);
      const pending = storedSecrets.pending(secrets, intent);
      await store.keep((tx) => pending.write(tx));
      pending.done();
    });
};

const checkFree = ({ name, value }: SecretDraft, storedSecrets: Pick<StoredSecrets, 'find'>): void => {
  const found = storedSecrets.find(name);
  if (found && found.value?.reveal() !== value) throw secretNameTaken({ name });
};
