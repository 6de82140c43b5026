import type { Kysely } from 'kysely';
import type { Intent } from '../../http/intent.ts';
import { crashPoint } from '../../store/crash-point.ts';
import { newId } from '../../store/new-id.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import { digest } from '../credentials/access-token.ts';
import { findToken } from '../credentials/repository.ts';
import type { OneShots } from '../one-shot/one-shots.ts';
import { findUser } from '../users/repository.ts';
import { writeAs } from '../write-as.ts';
import { noteClientUse } from './client-repository.ts';
import type { Clients } from './clients.ts';
import { invalidGrant } from './errors.ts';
import { codePurpose, type GivenCode } from './given-code.ts';
import { type EndedGrant, endKnownGrant } from './grant-ends.ts';
import { isVerified } from './pkce.ts';
import { findApplicationRow, insertApplicationRows } from './repository.ts';
import { checkResource } from './resource.ts';
import { type Asker, grantRow, type Holder, newTokenSet, type TokenSet } from './token-set.ts';

/** What exchanging and renewing need. */
export interface GrantDeps {
  readonly store: SystemStore;
  readonly oneShots: OneShots;
  readonly clients: Clients;
  /** Signs access tokens. */
  readonly key: Uint8Array;
  /** Public origin. */
  readonly origin: string;
  readonly now: () => number;
}

/** An application that brings a code. */
export interface Exchange extends Asker {
  readonly code: string;
  readonly clientId: string | undefined;
  readonly verifier: string | undefined;
  readonly redirectUri: string | undefined;
  readonly resource: string | undefined;
}

/** Turns codes into tokens. */
export class Grants {
  readonly #deps: GrantDeps;

  constructor(deps: GrantDeps) {
    this.#deps = deps;
  }

  /** Tokens for a code, once. Whoever brings one that was used ends what it gave: one of the two has stolen it. */
  async exchange(asked: Exchange, intent: Intent): Promise<TokenSet> {
    await this.#deps.clients.get(asked.clientId);
    try {
      return await this.#exchange(asked, intent);
    } catch (cause) {
      await this.#endReplayed(asked.code, intent);
      throw cause;
    }
  }

  async #exchange(asked: Exchange, intent: Intent): Promise<TokenSet> {
    const { store, oneShots } = this.#deps;
    const taken = await oneShots.peek({ purpose: codePurpose, token: asked.code });
    if (!taken) throw invalidGrant({});
    // Written by `Consents`, and by nobody else.
    const given = taken.payload as GivenCode;
    const user = taken.userId === undefined ? undefined : await findUser(store.read, taken.userId);
    if (!user?.active || !isFor(given, asked)) {
      await oneShots.consume({ purpose: codePurpose, token: asked.code, ip: asked.ip });
      throw invalidGrant({});
    }
    checkResource(this.#deps.origin, asked.resource);
    const { clientId, resource, scopes } = given;
    const holder = { user, clientId, resource, granted: scopes, scopes };
    return this.#open(holder, { asked, sessionId: given.sessionId }, intent);
  }

  async #open(
    holder: Holder,
    { asked, sessionId }: { readonly asked: Exchange; readonly sessionId: string | undefined },
    intent: Intent,
  ): Promise<TokenSet> {
    const { key, oneShots } = this.#deps;
    const { user, clientId, granted } = holder;
    const { code, ip } = asked;
    const now = new Date(this.#deps.now());
    const id = newId();
    const made = await newTokenSet(holder, { grantId: id, key, now, asker: asked });
    const actor = { userId: user.id, email: user.email, kind: 'oauth' as const, tokenId: id };
    const params = { client_id: clientId, scopes: granted };
    const told = { intent, action: 'oauth.connect', actor, resource: id, params };
    await writeAs(this.#deps.store, told, async (tx) => {
      await this.#checkSession(tx, sessionId, now);
      if (!(await oneShots.consumeIn(tx, { purpose: codePurpose, token: code, ip }))) throw invalidGrant({});
      crashPoint('oauth.code_used');
      const grant = grantRow(holder, { id, code, now, until: made.refreshUntil, asker: asked });
      await insertApplicationRows(tx, [grant, ...made.rows]);
      await noteClientUse(tx, clientId, now);
    });
    return made;
  }

  /** Who signs out or changes a password within that minute has taken the yes back. */
  async #checkSession(tx: Kysely<Tables>, id: string | undefined, now: Date): Promise<void> {
    if (id === undefined) return;
    const session = await findToken(tx, 'session', id);
    const isLive = session && !session.revokedAt && session.expiresAt && session.expiresAt > now;
    if (!isLive) throw invalidGrant({});
  }

  async #endReplayed(code: string, intent: Intent): Promise<void> {
    const { store, now } = this.#deps;
    const grant = await findApplicationRow(store.read, { hash: digest(code), kinds: ['oauth_grant'] });
    if (!grant || grant.revoked_at) return;
    const ended: EndedGrant = { grant, at: new Date(now()), reason: 'code_replayed' };
    await endKnownGrant(store, ended, intent);
  }
}

/** Whether a code is in the hands and at the address it was made for. An address may be left out (OAuth 2.1). */
const isFor = (given: GivenCode, { clientId, verifier, redirectUri }: Exchange): boolean =>
  given.clientId === clientId &&
  (redirectUri === undefined || redirectUri === given.redirectUri) &&
  isVerified(given.challenge, verifier);
