import type { Intent } from '../../http/intent.ts';
import { secretName } from '../../store/secrets/secrets.ts';
import type { StoredSecrets } from '../../store/secrets/stored-secrets.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Source } from '../source.ts';

/**
 * Unbinds the secrets of a source whose host has changed, in the transaction that changes it: until an administrator
 * binds them again they are sent nowhere. A secret that was only a variable so far is stored as a reference to it, so
 * that it can be unbound. What it gives is called when the transaction is through.
 */
export const unbindFor = async (
  secrets: Pick<StoredSecrets, 'find' | 'pending'>,
  { secretRefs }: Pick<Source, 'secretRefs'>,
  { tx, intent }: { readonly tx: SystemStore['read']; readonly intent: Intent },
): Promise<() => void> => {
  const names = [...new Set(Object.values(secretRefs))].filter((name) => secretName.test(name));
  if (names.length === 0) return () => undefined;
  const owner = { type: 'user', id: intent.actor.userId ?? null } as const;
  const drafts = names.map((name) => ({
    name,
    owner,
    boundHosts: [],
    ...(!secrets.find(name) && { envName: name }),
  }));
  const pending = secrets.pending(drafts, intent);
  await pending.write(tx);
  return () => pending.done();
};
