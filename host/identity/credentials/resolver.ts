import type { Credential } from '@agnes/sdk';
import { missingCredentials } from '../../http/errors.ts';
import type { Principal } from '../../http/principal.ts';
import type { HookCalls } from '../../kernel/hooks.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { invalidToken } from '../errors.ts';
import type { Memberships } from '../memberships.ts';
import type { Claims } from '../users/claims.ts';
import { findUser } from '../users/repository.ts';
import type { User } from '../users/user.ts';
import { readToken } from './access-token.ts';
import type { LastUse } from './last-use.ts';
import { checkRow, checkUser } from './live-token.ts';
import { findToken } from './repository.ts';

/** A credential as it came in; nothing about it has been believed. */
export interface Presented {
  readonly bearer?: string;
  readonly cookie?: string;
  readonly ip: string;
}

interface ResolverDeps {
  readonly store: SystemStore;
  readonly key: Uint8Array;
  readonly memberships: Pick<Memberships, 'isAdmin'>;
  readonly claims: Claims;
  readonly lastUse: LastUse;
  readonly resolveUser: HookCalls['resolveUser'];
  readonly now: () => number;
}

/** Says who is asking, from the database and afresh on every request. */
export class Resolver {
  readonly #deps: ResolverDeps;

  constructor(deps: ResolverDeps) {
    this.#deps = deps;
  }

  /** Throws one of the 401 codes unless the credential is that of an active user. */
  async resolve({ bearer, cookie, ip }: Presented): Promise<Principal> {
    const token = bearer ?? cookie;
    if (!token) throw missingCredentials({});
    const now = new Date(this.#deps.now());
    const claims = await readToken(this.#deps.key, { token, now });
    if (claims) return this.#own({ ...claims, token, ip, now });
    if (bearer === undefined) throw invalidToken({});
    return this.#foreign(bearer);
  }

  async #own({ sub, typ, jti, token, ip, now }: OwnToken): Promise<Principal> {
    const { read } = this.#deps.store;
    const [found, row] = await Promise.all([findUser(read, sub), findToken(read, typ, jti)]);
    const user = checkUser(found);
    const live = checkRow(row, { user, token, now });
    this.#deps.lastUse.note({ kind: typ, id: jti, row: live, email: user.email, ip });
    const { scopes } = live;
    return { ...this.#principal(user), kind: typ, tokenId: jti, ...(scopes && { scopes }) };
  }

  async #foreign(value: string): Promise<Principal> {
    const taken = await this.#offer({ scheme: 'bearer', value });
    if (!taken) throw invalidToken({});
    const user = await this.#deps.claims.userOf(taken.plugin, taken.answer);
    // Nobody typed a password here: what only an interactive sign-in may do stays closed, as for a PAT.
    return { ...this.#principal(user), kind: 'pat' };
  }

  async #offer(credential: Credential): ReturnType<HookCalls['resolveUser']> {
    try {
      return await this.#deps.resolveUser(credential);
    } catch (cause) {
      throw invalidToken({}, { cause });
    }
  }

  #principal({ id, email, name }: User) {
    const isAdmin = this.#deps.memberships.isAdmin(id);
    return { userId: id, email, isAdmin, ...(name !== undefined && { name }) };
  }
}

interface OwnToken {
  readonly sub: string;
  readonly typ: 'session' | 'pat';
  readonly jti: string;
  readonly token: string;
  readonly ip: string;
  readonly now: Date;
}
