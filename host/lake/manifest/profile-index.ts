import type { SystemStore } from '../../store/system-store.ts';
import { profileRows, profileStamp } from './repository.ts';

/** By table id: which profile there is. */
export type Profiles = ReadonlyMap<string, string>;

/** Which profile each table has. Asked with every manifest, so it is read anew only when one has changed. */
export class ProfileIndex {
  readonly #store: Pick<SystemStore, 'read'>;
  #stamp = '';
  #profiles: Profiles = new Map();

  constructor(store: Pick<SystemStore, 'read'>) {
    this.#store = store;
  }

  /** The same map as long as nothing changes. */
  async read(): Promise<Profiles> {
    const stamp = await profileStamp(this.#store.read);
    if (stamp !== this.#stamp) {
      const rows = await profileRows(this.#store.read);
      this.#profiles = new Map(rows.map(({ id, version, at }) => [id, `${id} ${version} ${at.getTime()}`]));
      this.#stamp = stamp;
    }
    return this.#profiles;
  }
}
