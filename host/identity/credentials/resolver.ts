import type { Credential } from '@agnes/sdk';
import { missingCredentials } from '../../http/errors.ts';
import type { Principal } from '../../http/principal.ts';
import type { HookCalls } from '../../kernel/hooks.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { mcpResource } from '../applications/resource.ts';
import { invalidToken } from '../errors.ts';
import type { Memberships } from '../memberships.ts';
import type { Claims } from '../users/claims.ts';
import { findUser, findUserByEmail } from '../users/repository.ts';
import { schedulerEmail } from '../users/service-users.ts';
import type { User } from '../users/user.ts';
import { KnownTokens } from './known-tokens.ts';
import type { LastUse } from './last-use.ts';
import { checkRow, checkUser } from './live-token.ts';
import { hasRow, type TokenKind } from './repository.ts';
import { schedulerSecret } from './scheduler-secret.ts';
import { VerifiedTokens } from './verified-tokens.ts';

/** A credential as it came in; nothing about it has been believed. */
export interface Presented {
  readonly bearer?: string;
  readonly cookie?: string;
  readonly ip: string;
  /** Where it came in, when applications have tokens for that; they open nothing else. */
  readonly resource?: 'mcp';
}

interface ResolverDeps {
  readonly store: SystemStore;
  readonly key: Uint8Array;
  readonly memberships: Pick<Memberships, 'isAdmin'>;
  readonly claims: Claims;
  readonly lastUse: LastUse;
  readonly resolveUser: HookCalls['resolveUser'];
  /** Public origin. */
  readonly origin: string;
  /** Credential of the scheduler's user; one that is too short counts as none. */
  readonly schedulerToken?: string | undefined;
  /** Development only: who a request without credential comes from. */
  readonly devUserEmail?: string | undefined;
  readonly now: () => number;
}

/** Says who is asking, from the database and afresh on every request. */
export class Resolver {
  readonly #deps: ResolverDeps;
  readonly #isScheduler: (bearer: string) => boolean;
  readonly #verified: VerifiedTokens;
  readonly #known: KnownTokens;

  constructor(deps: ResolverDeps) {
    this.#deps = deps;
    this.#isScheduler = schedulerSecret(deps.schedulerToken);
    this.#verified = new VerifiedTokens(deps.key);
    this.#known = new KnownTokens(deps.store);
  }

  /** Throws one of the 401 codes unless the credential is that of an active user. */
  async resolve({ bearer, cookie, ip, resource }: Presented): Promise<Principal> {
    const token = bearer ?? cookie;
    if (!token) return this.#nobody();
    if (bearer !== undefined && this.#isScheduler(bearer)) return this.#scheduler();
    const now = new Date(this.#deps.now());
    const claims = await this.#verified.read(token, now);
    if (claims?.typ === 'oauth' && (bearer === undefined || resource === undefined)) throw invalidToken({});
    if (claims) return this.#own({ ...claims, token, ip, now });
    if (bearer === undefined) throw invalidToken({});
    return this.#foreign(bearer);
  }

  /** Whether somebody who was let in would be let in again. Notes nothing and asks no plugin: it is asked all the time. */
  async stands({ userId, kind, tokenId }: Principal): Promise<boolean> {
    if (tokenId === undefined || !hasRow(kind)) {
      return (await findUser(this.#deps.store.read, userId))?.active === true;
    }
    const { user, row } = await this.#known.find({ kind, id: tokenId, userId });
    if (!user?.active) return false;
    const now = new Date(this.#deps.now());
    return row !== undefined && !row.revokedAt && !(row.expiresAt && row.expiresAt <= now);
  }

  /** A user who may sign in, without any credential. */
  async principalOf(userId: string): Promise<Principal | undefined> {
    const user = await findUser(this.#deps.store.read, userId);
    return user?.active ? { ...this.#principal(user), kind: 'system' } : undefined;
  }

  async #nobody(): Promise<Principal> {
    const { store, devUserEmail } = this.#deps;
    const user = devUserEmail === undefined ? undefined : await findUserByEmail(store.read, devUserEmail);
    if (!user?.active) throw missingCredentials({});
    return { ...this.#principal(user), kind: 'session' };
  }

  async #scheduler(): Promise<Principal> {
    const user = checkUser(await findUserByEmail(this.#deps.store.read, schedulerEmail));
    return { ...this.#principal(user), kind: 'scheduler' };
  }

  async #own({ sub, typ, jti, token, ip, now }: OwnToken): Promise<Principal> {
    const { user: found, row } = await this.#known.find({ kind: typ, id: jti, userId: sub });
    const user = checkUser(found);
    const live = checkRow(row, { user, token, now });
    if (typ === 'oauth' && live.resource !== mcpResource(this.#deps.origin)) throw invalidToken({});
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
  readonly typ: TokenKind;
  readonly jti: string;
  readonly token: string;
  readonly ip: string;
  readonly now: Date;
}
