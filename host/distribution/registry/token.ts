import { hash } from 'node:crypto';
import { canonicalHost } from '@agnes/sdk/extract';
import type { Kysely } from 'kysely';
import type { Intent } from '../../http/intent.ts';
import type { PendingSecrets, StoredSecrets } from '../../store/secrets/stored-secrets.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import { marketplaceTokenTaken } from './errors.ts';

/** Letters of a name of a secret that are left for the slug. */
const longest = 40;

/** The name under which the token of a marketplace is stored. Long slugs are shortened, and told apart by a hash. */
export const tokenName = (slug: string): string => {
  const plain = slug.toUpperCase().replaceAll('-', '_');
  const short = `${plain.slice(0, longest - 9)}_${hash('sha256', slug).slice(0, 8).toUpperCase()}`;
  return `AGNES_MARKETPLACE_${plain.length > longest ? short : plain}_TOKEN`;
};

/** Who the token of a marketplace is stored for. */
const ownerOf = (slug: string): string => `marketplace:${slug}`;

/** The tokens of marketplaces, as the secret store keeps them. */
export class Tokens {
  readonly #store: Pick<SystemStore, 'write'>;
  readonly #secrets: Pick<StoredSecrets, 'find' | 'pending' | 'remove'>;

  constructor(
    store: Pick<SystemStore, 'write'>,
    secrets: Pick<StoredSecrets, 'find' | 'pending' | 'remove'>,
  ) {
    this.#store = store;
    this.#secrets = secrets;
  }

  /** A token for the transaction of a change; it is sent to the host of this address alone. */
  pending(
    slug: string,
    { token, url }: { readonly token: string | null | undefined; readonly url: string },
    intent: Intent,
  ): PendingSecrets | undefined {
    if (token === null || token === undefined || token === '') return undefined;
    const name = tokenName(slug);
    const owner = { type: 'config', id: ownerOf(slug) } as const;
    const stored = this.#secrets.find(name);
    if (stored && stored.owner.id !== owner.id)
      throw marketplaceTokenTaken({ secret: name, owner: 'somebody else' });
    const boundHosts = [canonicalHost(new URL(url).hostname)];
    return this.#secrets.pending([{ name, value: token, boundHosts, owner }], intent);
  }

  /** Does a change and forgets a token, if there is one, in one transaction. */
  async forget(
    name: string | null,
    intent: Intent,
    change: (tx: Kysely<Tables>) => Promise<void>,
  ): Promise<void> {
    if (name === null || !this.#secrets.find(name)) return await this.#store.write(intent, change);
    await this.#secrets.remove(name, intent, change);
  }
}
