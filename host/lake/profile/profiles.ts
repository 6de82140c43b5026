import type { SystemStore } from '../../store/system-store.ts';
import { parseExact } from './exact-json.ts';
import type { Profile } from './profile.ts';
import { findProfile, loadProfileHeads, type ProfileHead, saveProfile } from './repository.ts';

/** A profile and the version of the table it is of. */
export interface StoredProfile extends ProfileHead {
  readonly profile: Profile;
}

type Heads = ReadonlyMap<string, ProfileHead>;

/** The stored profiles. The only writer of their rows, so the heads may be answered from memory. */
export class Profiles {
  readonly #store: Pick<SystemStore, 'read' | 'keep'>;
  #loading: Promise<Heads> | undefined;
  #heads: Heads | undefined;

  constructor({ store }: { readonly store: Pick<SystemStore, 'read' | 'keep'> }) {
    this.#store = store;
  }

  /**
   * What is at hand of each profile, by table id; tables that are gone may still be in it.
   *
   * The same map as long as nothing changes.
   */
  async heads(): Promise<Heads> {
    return this.#heads ?? (await this.#loaded());
  }

  /** The profile of a table; nothing when there is none. */
  async find(tableId: string): Promise<StoredProfile | undefined> {
    const found = await findProfile(this.#store.read, tableId);
    // Written by `save`.
    return found && { ...found.head, profile: parseExact(found.profile) as Profile };
  }

  /** Replaces the profile of a table, unless the table is gone. */
  async save(head: ProfileHead, profile: string): Promise<void> {
    await this.heads();
    const isSaved = await this.#store.keep((tx) => saveProfile(tx, head, profile));
    this.#change((heads) => (isSaved ? heads.set(head.tableId, head) : heads.delete(head.tableId)));
  }

  /** Forgets tables that are gone; their rows went with them. */
  async forget(tableIds: readonly string[]): Promise<void> {
    await this.heads();
    this.#change((heads) => {
      for (const id of tableIds) heads.delete(id);
    });
  }

  #change(change: (heads: Map<string, ProfileHead>) => void): void {
    const heads = new Map(this.#heads);
    change(heads);
    this.#heads = heads;
  }

  #loaded(): Promise<Heads> {
    this.#loading ??= this.#load().catch((cause) => {
      this.#loading = undefined;
      throw cause;
    });
    return this.#loading;
  }

  async #load(): Promise<Heads> {
    const heads = await loadProfileHeads(this.#store.read);
    this.#heads = new Map(heads.map((head) => [head.tableId, head]));
    return this.#heads;
  }
}
