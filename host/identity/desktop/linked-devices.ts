import { checkCaller } from '../../http/access-check.ts';
import type { Intent } from '../../http/intent.ts';
import type { Principal } from '../../http/principal.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Presented } from '../credentials/resolver.ts';
import { writeAs } from '../write-as.ts';
import type { DesktopLinks } from './desktop-links.ts';
import { desktopLinkUnknown } from './errors.ts';
import { type DesktopLink, desktopLinksOf, revokeDesktopLinks } from './repository.ts';

interface LinkedDeps {
  readonly store: SystemStore;
  readonly links: Pick<DesktopLinks, 'recognise'>;
  /** For callers who are no device. */
  readonly resolve: (presented: Presented) => Promise<Principal>;
  readonly now: () => number;
}

/** Whose devices may be unlinked: all of a person's, or the one that asks. */
interface Unlinker {
  readonly userId: string;
  readonly email: string;
  /** The only one this caller may unlink. */
  readonly own?: string;
  readonly tokenId?: string;
  readonly kind: Intent['actor']['kind'];
}

/** The devices a person has linked. They unlink any of them; a device unlinks itself. */
export class LinkedDevices {
  readonly #deps: LinkedDeps;

  constructor(deps: LinkedDeps) {
    this.#deps = deps;
  }

  /** Those that can still be used, newest first. */
  list(userId: string): Promise<readonly DesktopLink[]> {
    const { store, now } = this.#deps;
    return desktopLinksOf(store.read, userId, new Date(now()));
  }

  /** Ends one link or, without `jti`, all that the caller may end. The tokens are refused at the next use. */
  async unlink(
    presented: Presented,
    { jti }: { readonly jti?: string | undefined },
    intent: Intent,
  ): Promise<void> {
    const { own, ...caller } = await this.#callerOf(presented);
    const wanted = jti ?? own;
    if (wanted !== undefined) await this.#checkOwn({ ...caller, ...(own !== undefined && { own }) }, wanted);
    const { userId, email, kind, tokenId } = caller;
    const actor = { userId, email, kind, ...(tokenId !== undefined && { tokenId }) };
    const which = wanted === undefined ? { userId } : { jti: wanted };
    await writeAs(this.#deps.store, { intent, actor, resource: wanted ?? userId }, (tx) =>
      revokeDesktopLinks(tx, which, new Date(this.#deps.now())),
    );
  }

  async #callerOf(presented: Presented): Promise<Unlinker> {
    const { links, resolve } = this.#deps;
    const device = presented.bearer === undefined ? undefined : await links.recognise(presented.bearer);
    if (device) {
      const { user, jti } = device;
      return { userId: user.id, email: user.email, own: jti, tokenId: jti, kind: 'session' };
    }
    const principal = await resolve(presented);
    // A token made for reading must not end the devices of its owner.
    checkCaller({ who: 'user', scope: 'admin' }, principal);
    return principal;
  }

  async #checkOwn({ userId, own }: Unlinker, jti: string): Promise<void> {
    const linked = own === undefined ? await this.list(userId) : [{ jti: own }];
    if (!linked.some((link) => link.jti === jti)) throw desktopLinkUnknown({ jti });
  }
}
