import type { Kysely } from 'kysely';
import type { Intent } from '../../http/intent.ts';
import type { Conditions } from '../conditions.ts';
import type { SystemStore } from '../system-store.ts';
import type { Tables } from '../tables.ts';
import { secretUnknown } from './errors.ts';
import { allSecrets, deleteSecret, noteSecretUse, replaceSecret, type SecretRow } from './repository.ts';
import { checkSecret, secretRow } from './secret-row.ts';
import type { SecretSeal } from './secret-seal.ts';
import type { StoredLookup } from './secrets.ts';
import { type SecretDraft, type StoredSecret, storedOf } from './stored-secret.ts';

type Tx = Kysely<Tables>;

/** What the secret store needs. */
export interface StoredSecretsDeps {
  readonly store: SystemStore;
  readonly seal: SecretSeal;
  readonly conditions: Pick<Conditions, 'raise' | 'clear'>;
  readonly now: () => number;
  /** Names of the host itself, which nothing may be stored under. */
  readonly reserved: ReadonlySet<string>;
}

/** Secrets that become part of somebody's transaction. */
export interface PendingSecrets {
  /** Writes them; called inside the transaction. */
  write(tx: Tx): Promise<void>;
  /** From here on they are used; called once it is committed. */
  done(): void;
}

const minute = 60_000;

/** The secret store: rows whose values only the key beside the database opens, held open in memory. */
export class StoredSecrets implements StoredLookup, AsyncDisposable {
  readonly #deps: StoredSecretsDeps;
  readonly #held = new Map<string, StoredSecret>();
  readonly #usedAt = new Map<string, number>();
  readonly #noting = new Set<Promise<void>>();

  private constructor(deps: StoredSecretsDeps) {
    this.#deps = deps;
  }

  /** Reads all rows. One that does not open is a condition: its users fail, and the host goes on. */
  static async open(deps: StoredSecretsDeps): Promise<StoredSecrets> {
    const secrets = new StoredSecrets(deps);
    for (const row of await allSecrets(deps.store.read)) {
      secrets.#hold(row);
      await secrets.#tellUnreadable(row.name);
    }
    return secrets;
  }

  /** By name. */
  list(): readonly StoredSecret[] {
    return [...this.#held.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  find(name: string): StoredSecret | undefined {
    return this.#held.get(name);
  }

  /** When it was last used, as far as this process knows. */
  lastUsedAt(name: string): Date | undefined {
    const used = this.#usedAt.get(name);
    return used === undefined ? this.#held.get(name)?.lastUsedAt : new Date(used);
  }

  /** Stores a secret, or binds one that is there to other hosts. */
  async put(draft: SecretDraft, intent: Intent): Promise<StoredSecret> {
    const pending = this.pending([draft], intent);
    await this.#deps.store.write(intent, (tx) => pending.write(tx));
    pending.done();
    await this.#tellUnreadable(draft.name);
    return this.#get(draft.name);
  }

  /** Secrets for the transaction of another change. Throws at once when one cannot be kept. */
  pending(drafts: readonly SecretDraft[], { actor }: Intent): PendingSecrets {
    const { now, reserved, seal } = this.#deps;
    for (const draft of drafts) checkSecret(draft, reserved);
    const rows: SecretRow[] = [];
    return {
      write: async (tx) => {
        const known = new Map((await allSecrets(tx)).map((row) => [row.name, row]));
        for (const draft of drafts) {
          const made = { seal, at: new Date(now()), by: actor.userId ?? null };
          const row = secretRow(draft, { ...made, existing: known.get(draft.name) });
          await replaceSecret(tx, row);
          rows.push(row);
        }
      },
      done: () => {
        for (const row of rows) this.#hold(row);
      },
    };
  }

  /** Forgets a secret. `check` runs in the same transaction and throws while it is needed. */
  async remove(name: string, intent: Intent, check: (tx: Tx) => Promise<void>): Promise<void> {
    this.#get(name);
    await this.#deps.store.write(intent, async (tx) => {
      await check(tx);
      await deleteSecret(tx, name);
    });
    this.#held.delete(name);
    this.#usedAt.delete(name);
    await this.#deps.conditions.clear('secret', name);
  }

  /** At most one write a minute, beside the request: nobody waits for it, nobody fails over it. */
  noteUse(name: string): void {
    const now = this.#deps.now();
    const last = this.lastUsedAt(name)?.getTime() ?? Number.NEGATIVE_INFINITY;
    if (!this.#held.has(name) || now - last < minute) return;
    this.#usedAt.set(name, now);
    const noting = this.#deps.store
      .keep((tx) => noteSecretUse(tx, name, new Date(now)))
      .catch(() => undefined);
    this.#noting.add(noting);
    void noting.then(() => this.#noting.delete(noting));
  }

  /** Waits for what is being written. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#noting);
  }

  #get(name: string): StoredSecret {
    const found = this.#held.get(name);
    if (!found) throw secretUnknown({ name });
    return found;
  }

  #hold(row: SecretRow): void {
    this.#held.set(row.name, storedOf(row, this.#deps.seal));
  }

  async #tellUnreadable(name: string): Promise<void> {
    const { kind, value } = this.#get(name);
    const { conditions } = this.#deps;
    if (kind === 'env' || value) return await conditions.clear('secret', name);
    await conditions.raise({
      subjectType: 'secret',
      subjectId: name,
      code: 'secret_unreadable',
      severity: 'error',
      why: `The stored secret "${name}" does not open: its key or its row is not the one it was stored with.`,
      remedy: `Put state/secrets-key back from your backup, or set it anew: agnes admin secret set ${name}`,
    });
  }
}
