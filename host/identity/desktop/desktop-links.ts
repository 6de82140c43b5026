import type { Kysely } from 'kysely';
import { missingCredentials } from '../../http/errors.ts';
import type { Intent } from '../../http/intent.ts';
import type { Principal } from '../../http/principal.ts';
import { newId } from '../../store/new-id.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import { digest } from '../credentials/access-token.ts';
import { checkRow, checkUser } from '../credentials/live-token.ts';
import type { Presented } from '../credentials/resolver.ts';
import { invalidToken } from '../errors.ts';
import { OnceAMinute } from '../once-a-minute.ts';
import type { OneShots } from '../one-shot/one-shots.ts';
import { findUser } from '../users/repository.ts';
import type { User } from '../users/user.ts';
import { writeAs } from '../write-as.ts';
import { type DesktopSigning, desktopSeconds, readDesktopToken, signDesktopToken } from './desktop-token.ts';
import { desktopCodeInvalid } from './errors.ts';
import {
  type DesktopRow,
  findDesktopLink,
  insertDesktopLink,
  noteDesktopUse,
  revokeDesktopLinks,
} from './repository.ts';

/** What linking needs from around it. */
export interface DesktopDeps extends DesktopSigning {
  readonly store: SystemStore;
  readonly oneShots: OneShots;
  /** What the desktop program registered for its links, such as `agnes`. */
  readonly urlScheme: string;
  readonly now: () => number;
}

/** A device that has proved itself at this moment. */
export interface Device {
  readonly user: User;
  readonly jti: string;
  readonly row: DesktopRow;
}

/** What a device comes with. */
export interface Exchange extends Pick<Presented, 'bearer' | 'ip'> {
  readonly code?: string | undefined;
  readonly deviceName?: string | undefined;
}

/** A desktop token as it is shown once. */
export interface LinkedDevice {
  readonly user: User;
  readonly token: string;
  readonly expiresAt: Date;
}

const purpose = 'desktop_link';
/** How long a code waits for its device. */
export const codeSeconds = 600;

/** Links desktop programs to their people: with a code from a signed-in browser, and from then on by a token of their own. */
export class DesktopLinks {
  readonly #deps: DesktopDeps;
  readonly #due: OnceAMinute;

  constructor(deps: DesktopDeps) {
    this.#deps = deps;
    this.#due = new OnceAMinute(deps);
  }

  /** A code for one device, and the address that hands it to the program. An older code stops working. */
  async invite({ userId }: Principal): Promise<{ code: string; url: string }> {
    const { store, oneShots, urlScheme, origin } = this.#deps;
    const draft = { purpose, userId, lifeSeconds: codeSeconds };
    const { token: code } = await store.keep((tx) => oneShots.issue(tx, draft));
    return { code, url: `${urlScheme}://link?${new URLSearchParams({ code, server: origin })}` };
  }

  /** A token for a code; without one, a fresh token in the place of the valid one that is presented. */
  exchange({ code, bearer, deviceName, ip }: Exchange, intent: Intent): Promise<LinkedDevice> {
    if (code !== undefined) return this.#link({ code, deviceName, ip }, intent);
    if (bearer === undefined) throw missingCredentials({});
    return this.#renew({ token: bearer, deviceName }, intent);
  }

  /** The device that presents this token, checked afresh each time. Throws one of the 401 codes. */
  async verify(token: string): Promise<Device> {
    const device = await this.recognise(token);
    if (!device) throw invalidToken({});
    return device;
  }

  /** The same for a credential that may be something else: nothing when it is no desktop token at all. */
  async recognise(token: string): Promise<Device | undefined> {
    const now = this.#at();
    const { read } = this.#deps.store;
    const claims = await readDesktopToken(this.#deps, { token, now });
    if (!claims) return undefined;
    const { sub, jti } = claims;
    const [found, known] = await Promise.all([findUser(read, sub), findDesktopLink(read, jti)]);
    const user = checkUser(found);
    const row = checkRow(known, { user, token, now });
    this.#note(jti, now);
    return { user, jti, row };
  }

  /** Of many devices that bring a code at once exactly one is linked. */
  async #link(
    { code, deviceName, ip }: { code: string; deviceName: string | undefined; ip: string },
    intent: Intent,
  ): Promise<LinkedDevice> {
    const { store, oneShots } = this.#deps;
    const known = await oneShots.peek({ purpose, token: code });
    const user = known?.userId === undefined ? undefined : await findUser(store.read, known.userId);
    if (!user?.active) throw desktopCodeInvalid({});
    return this.#write({ user, deviceName, intent }, async (tx) => {
      if (!(await oneShots.consumeIn(tx, { purpose, token: code, ip }))) throw desktopCodeInvalid({});
    });
  }

  /** Of many renewals of one token at once exactly one succeeds. */
  async #renew(
    { token, deviceName }: { token: string; deviceName: string | undefined },
    intent: Intent,
  ): Promise<LinkedDevice> {
    const { user, jti, row } = await this.verify(token);
    const named = deviceName ?? row.deviceName ?? undefined;
    return this.#write({ user, deviceName: named, intent, renewed: jti }, async (tx) => {
      const now = this.#at();
      checkRow(await findDesktopLink(tx, jti), { user, token, now });
      await revokeDesktopLinks(tx, { jti }, now);
    });
  }

  async #write(
    { user, deviceName, intent, renewed }: Linking,
    before: (tx: Kysely<Tables>) => Promise<void>,
  ): Promise<LinkedDevice> {
    const jti = newId();
    const issuedAt = this.#at();
    const expiresAt = new Date(issuedAt.getTime() + desktopSeconds * 1000);
    const token = await signDesktopToken(this.#deps, { sub: user.id, jti, issuedAt, expiresAt });
    const actor = { userId: user.id, email: user.email, kind: 'session' as const };
    const device_name = deviceName ?? null;
    const params = { device_name, ...(renewed !== undefined && { renewed }) };
    await writeAs(this.#deps.store, { intent, actor, resource: jti, params }, async (tx) => {
      await before(tx);
      const row = { jti, user_id: user.id, device_name, token_hash: digest(token) };
      await insertDesktopLink(tx, { ...row, created_at: issuedAt, expires_at: expiresAt });
    });
    return { user, token, expiresAt };
  }

  /** Beside the request: nobody waits for it, nobody fails over it. */
  #note(jti: string, at: Date): void {
    if (!this.#due.take(jti)) return;
    void this.#deps.store.keep((tx) => noteDesktopUse(tx, jti, at)).catch(() => undefined);
  }

  #at(): Date {
    return new Date(this.#deps.now());
  }
}

interface Linking {
  readonly user: User;
  readonly deviceName: string | undefined;
  readonly intent: Intent;
  /** The link that this one replaces. */
  readonly renewed?: string;
}
