import type { Intent } from '../../http/intent.ts';
import { crashPoint } from '../../store/crash-point.ts';
import { digest } from '../credentials/access-token.ts';
import { scopesOf } from '../credentials/repository.ts';
import { findUser } from '../users/repository.ts';
import { writeAs } from '../write-as.ts';
import { noteClientUse } from './client-repository.ts';
import { invalidGrant } from './errors.ts';
import { endKnownGrant } from './grant-ends.ts';
import type { GrantDeps } from './grants.ts';
import { type ApplicationRow, findApplicationRow, insertApplicationRows, rotateOut } from './repository.ts';
import { checkResource, mcpResource, offeredScopes } from './resource.ts';
import { type Asker, type Holder, newTokenSet, type TokenSet } from './token-set.ts';

/** An application that brings a refresh token. */
export interface Renewal extends Asker {
  readonly refreshToken: string;
  readonly clientId: string | undefined;
  readonly resource: string | undefined;
  readonly scope: string | undefined;
}

/** Turns refresh tokens into new tokens. */
export class Renewals {
  readonly #deps: Omit<GrantDeps, 'oneShots'>;

  constructor(deps: Omit<GrantDeps, 'oneShots'>) {
    this.#deps = deps;
  }

  /** New tokens for a refresh token, once. One that comes back has been copied: everything of its grant ends. */
  async renew(asked: Renewal, intent: Intent): Promise<TokenSet> {
    const { id } = await this.#deps.clients.get(asked.clientId);
    try {
      return await this.#renew(asked, intent);
    } catch (cause) {
      await this.#endReplayed(await this.#rowOf(asked.refreshToken), { clientId: id, intent });
      throw cause;
    }
  }

  async #renew(asked: Renewal, intent: Intent): Promise<TokenSet> {
    const { store, origin } = this.#deps;
    const row = await this.#rowOf(asked.refreshToken);
    const user = row && (await findUser(store.read, row.user_id));
    const now = new Date(this.#deps.now());
    // Given for another address: this host has been given a new one since.
    const isForUs = row?.client_id === asked.clientId && row?.resource === mcpResource(origin);
    if (!row || !user?.active || !isForUs || !isLive(row, now)) throw invalidGrant({});
    checkResource(origin, asked.resource);
    const granted = scopesOf(row.scopes ?? '[]');
    const scopes = offeredScopes(asked.scope, granted);
    const holder = { user, clientId: row.client_id ?? '', resource: row.resource ?? '', granted, scopes };
    return this.#rotate(row, { holder, asked, now }, intent);
  }

  async #rotate(
    row: ApplicationRow,
    { holder, asked, now }: { holder: Holder; asked: Renewal; now: Date },
    intent: Intent,
  ): Promise<TokenSet> {
    const { store, key } = this.#deps;
    const { user, clientId } = holder;
    const grantId = row.parent_id ?? row.id;
    const made = await newTokenSet(holder, { grantId, key, now, asker: asked });
    const actor = { userId: user.id, email: user.email, kind: 'oauth' as const, tokenId: row.id };
    const told = { intent, action: 'oauth.renew', actor, resource: grantId, params: { client_id: clientId } };
    await writeAs(store, told, async (tx) => {
      const current = await findApplicationRow(tx, wanted(asked.refreshToken));
      if (!current || !isLive(current, now)) throw invalidGrant({});
      await rotateOut(tx, current, { at: now, until: made.refreshUntil });
      crashPoint('oauth.refresh_used');
      await insertApplicationRows(tx, made.rows);
      await noteClientUse(tx, clientId, now);
    });
    return made;
  }

  async #endReplayed(
    row: ApplicationRow | undefined,
    { clientId, intent }: { readonly clientId: string; readonly intent: Intent },
  ): Promise<void> {
    const { store, now } = this.#deps;
    if (row?.revoke_reason !== 'rotated' || row.client_id !== clientId) return;
    await endKnownGrant(store, { grant: row, at: new Date(now()), reason: 'refresh_replayed' }, intent);
  }

  #rowOf(refreshToken: string): Promise<ApplicationRow | undefined> {
    return findApplicationRow(this.#deps.store.read, wanted(refreshToken));
  }
}

const wanted = (refreshToken: string) => ({
  hash: digest(refreshToken),
  kinds: ['oauth_refresh'] as const,
});

const isLive = ({ revoked_at, expires_at }: ApplicationRow, now: Date): boolean =>
  revoked_at === null && expires_at > now;
