import type { SystemStore } from '../../store/system-store.ts';
import { profileRows, profileStamp } from './repository.ts';

/** By table id: which profile there is. */
export type Profiles = ReadonlyMap<string, string>;

/** How long what was seen is believed: clients of many people ask at the same time. */
const believedMs = 2_000;

/** Which profile each table has. Asked with every manifest, so it is read anew only when one has changed. */
export class ProfileIndex {
  readonly #store: Pick<SystemStore, 'read'>;
  readonly #now: () => number;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #stamp = '';
  #profiles: Profiles = new Map();

  constructor(store: Pick<SystemStore, 'read'>, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** The same map as long as nothing changes. */
  async read(): Promise<Profiles> {
    if (this.#now() - this.#lookedAt < believedMs) return this.#profiles;
    this.#lookedAt = this.#now();
    const stamp = await profileStamp(this.#store.read);
    if (stamp !== this.#stamp) {
      const rows = await profileRows(this.#store.read);
      this.#profiles = new Map(rows.map(({ id, version, at }) => [id, `${id} ${version} ${at.getTime()}`]));
      this.#stamp = stamp;
    }
    return this.#profiles;
  }
}
