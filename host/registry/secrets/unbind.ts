import type { Intent } from '../../http/intent.ts';
import { secretName } from '../../store/secrets/secrets.ts';
import type { StoredSecrets } from '../../store/secrets/stored-secrets.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Source } from '../source.ts';

interface Deps {
  readonly store: SystemStore;
  readonly secrets: Pick<StoredSecrets, 'find' | 'pending'>;
}

/**
 * Unbinds the secrets of a source whose host has changed: until an administrator binds them again they are sent
 * nowhere. A secret that was only a variable so far is stored as a reference to it, so that it can be unbound.
 */
export const unbindFor = async (
  { store, secrets }: Deps,
  { slug, secretRefs }: Pick<Source, 'slug' | 'secretRefs'>,
  { actor }: Intent,
): Promise<void> => {
  const names = [...new Set(Object.values(secretRefs))].filter((name) => secretName.test(name));
  if (names.length === 0) return;
  const owner = { type: 'user', id: actor.userId ?? null } as const;
  const drafts = names.map((name) => ({
    name,
    owner,
    boundHosts: [],
    ...(!secrets.find(name) && { envName: name }),
  }));
  const intent = { action: 'secret.unbind', actor, resource: `source:${slug}`, params: { names } };
  const pending = secrets.pending(drafts, intent);
  await store.write(intent, (tx) => pending.write(tx));
  pending.done();
};
