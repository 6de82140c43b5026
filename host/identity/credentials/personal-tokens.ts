import type { Kysely } from 'kysely';
import type { Intent } from '../../http/intent.ts';
import type { Principal } from '../../http/principal.ts';
import { newId } from '../../store/new-id.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import { blankTokenName, tokenNotFound } from '../errors.ts';
import { writeAs } from '../write-as.ts';
import { digest, signToken } from './access-token.ts';
import { type ListedToken, revokeListed, tokensOf } from './listed-repository.ts';
import { insertPersonalToken, type PersonalToken } from './repository.ts';

/** What somebody asks for. `expiresInDays: null` never expires. */
export interface TokenDraft {
  readonly name: string;
  readonly expiresInDays: number | null;
  readonly scopes?: readonly string[];
}

/** Whose token it is. */
export type Owner = Pick<Principal, 'userId' | 'email'>;

/** A token as it is shown once, with its value. */
export type NewPersonalToken = PersonalToken & { readonly token: string };

const day = 24 * 60 * 60 * 1000;

/** Tokens people make for their programs. Everybody sees and ends only their own. */
export class PersonalTokens {
  readonly #store: SystemStore;
  readonly #key: Uint8Array;
  readonly #now: () => number;

  constructor({ store, key, now }: { store: SystemStore; key: Uint8Array; now: () => number }) {
    this.#store = store;
    this.#key = key;
    this.#now = now;
  }

  async create(owner: Owner, draft: TokenDraft, intent: Intent): Promise<NewPersonalToken> {
    const made = await this.draw(owner, draft);
    await writeAs(this.#store, { intent, resource: made.id }, (tx) => this.keep(tx, made));
    return made;
  }

  /** A token that is worth nothing until `keep` has stored it. */
  async draw(owner: Owner, draft: TokenDraft): Promise<NewPersonalToken> {
    const row = rowOf(owner, draft, this.#now());
    const { id: jti, user_id: sub, created_at: issuedAt, expires_at } = row;
    const claims = { sub, email: owner.email, typ: 'pat' as const, jti, issuedAt };
    const token = await signToken(this.#key, { ...claims, ...(expires_at && { expiresAt: expires_at }) });
    return { ...row, token };
  }

  /** Stores what `draw` has made, inside the transaction of what it is made for. */
  keep(tx: Kysely<Tables>, { token, ...row }: NewPersonalToken): Promise<void> {
    return insertPersonalToken(tx, { ...row, token_hash: digest(token), last_used_ip: null });
  }

  /** Revoked ones and connected applications too, newest first. */
  list(owner: Owner): Promise<readonly ListedToken[]> {
    return tokensOf(this.#store.read, owner.userId);
  }

  async get(owner: Owner, id: string): Promise<ListedToken> {
    const token = (await this.list(owner)).find((candidate) => candidate.id === id);
    if (!token) throw tokenNotFound({ id });
    return token;
  }

  async revoke(owner: Owner, id: string, intent: Intent): Promise<void> {
    await this.get(owner, id);
    const ended = { by: owner.userId, at: new Date(this.#now()), reason: 'user' };
    await this.#store.write(intent, (tx) => revokeListed(tx, id, ended));
  }
}

const rowOf = (owner: Owner, draft: TokenDraft, now: number): PersonalToken => {
  const name = draft.name.trim();
  if (name === '') throw blankTokenName({});
  const id = newId();
  const { expiresInDays: days, scopes } = draft;
  return {
    id,
    user_id: owner.userId,
    name,
    prefix: id.slice(0, 8),
    scopes: scopes ? JSON.stringify(scopes) : null,
    created_at: new Date(now),
    expires_at: days === null ? null : new Date(now + days * day),
    last_used_at: null,
    revoked_at: null,
  };
};
