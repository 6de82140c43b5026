import type { Intent } from '../../http/intent.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { type Page, type PageRequest, readPage } from '../page.ts';
import { noSuchToken } from './errors.ts';
import { allTokens, isListed, type OwnedToken, revokeListed } from './listed-repository.ts';

/** The personal access tokens and connected applications of everybody, for administrators. */
export class AllTokens {
  readonly #store: SystemStore;
  readonly #now: () => number;

  constructor({ store, now }: { store: SystemStore; now: () => number }) {
    this.#store = store;
    this.#now = now;
  }

  /** Revoked ones too, newest first. */
  list(page: PageRequest): Promise<Page<OwnedToken>> {
    return readPage(page, this.#now(), (slice) => allTokens(this.#store.read, slice));
  }

  /** For good; it is refused at the next request. */
  async revoke(id: string, intent: Intent): Promise<void> {
    const ended = { by: intent.actor.userId ?? 'admin', at: new Date(this.#now()), reason: 'admin' };
    await this.#store.write(intent, async (tx) => {
      if (!(await isListed(tx, id))) throw noSuchToken({ id });
      await revokeListed(tx, id, ended);
    });
  }
}
