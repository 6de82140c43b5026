import type { SystemStore } from '../../store/system-store.ts';
import { findUser } from '../users/repository.ts';
import type { User } from '../users/user.ts';
import { findToken, type TokenKind, type TokenRow } from './repository.ts';

/** A token as it was signed: its kind, its id, and its user. */
export interface NamedToken {
  readonly kind: TokenKind;
  readonly id: string;
  readonly userId: string;
}

/** What the database says of a token and its user. */
export interface KnownToken {
  readonly user: User | undefined;
  readonly row: TokenRow | undefined;
}

const most = 1_000;
const tables = ['users', 'sessions', 'personal_access_tokens'] as const;

/** Reads tokens and their users once, and again after every change of one of their tables. */
export class KnownTokens {
  readonly #store: Pick<SystemStore, 'read' | 'revision'>;
  readonly #known = new Map<string, Promise<KnownToken>>();
  #revision: number | undefined;

  constructor(store: Pick<SystemStore, 'read' | 'revision'>) {
    this.#store = store;
  }

  /** As the last commit has it. */
  find(token: NamedToken): Promise<KnownToken> {
    // Asked before anything is read: what changes meanwhile is read again.
    const revision = this.#store.revision(tables);
    if (revision !== this.#revision || this.#known.size >= most) this.#known.clear();
    this.#revision = revision;
    const key = `${token.kind} ${token.id} ${token.userId}`;
    const known = this.#known.get(key) ?? this.#read(token);
    this.#known.set(key, known);
    // What could not be read is not known.
    known.catch(() => this.#known.delete(key));
    return known;
  }

  async #read({ kind, id, userId }: NamedToken): Promise<KnownToken> {
    const { read } = this.#store;
    const [user, row] = await Promise.all([findUser(read, userId), findToken(read, kind, id)]);
    return { user, row };
  }
}
