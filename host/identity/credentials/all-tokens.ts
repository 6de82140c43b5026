import type { Intent } from '../../http/intent.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { type Page, type PageRequest, readPage } from '../page.ts';
import { noSuchToken } from './errors.ts';
import { allPersonalTokens, isPersonalToken, type OwnedToken } from './overview-repository.ts';
import { revokePersonalToken } from './repository.ts';

/** The personal access tokens of everybody, for administrators. */
export class AllTokens {
  readonly #store: SystemStore;
  readonly #now: () => number;

  constructor({ store, now }: { store: SystemStore; now: () => number }) {
    this.#store = store;
    this.#now = now;
  }

  /** Revoked ones too, newest first. */
  list(page: PageRequest): Promise<Page<OwnedToken>> {
    return readPage(page, this.#now(), (slice) => allPersonalTokens(this.#store.read, slice));
  }

  /** For good; it is refused at the next request. */
  async revoke(id: string, intent: Intent): Promise<void> {
    await this.#store.write(intent, async (tx) => {
      if (!(await isPersonalToken(tx, id))) throw noSuchToken({ id });
      await revokePersonalToken(tx, id, new Date(this.#now()));
    });
  }
}
