import type { SystemStore } from '../../store/system-store.ts';
import type { OneShots } from '../one-shot/one-shots.ts';
import { breakGlassPurpose } from '../setup/break-glass-grants.ts';
import { breakGlassLinkInvalid } from '../setup/errors.ts';
import { emailKey } from '../users/email-key.ts';
import { findUser } from '../users/repository.ts';
import type { User } from '../users/user.ts';
import type { Admission, SignedIn } from './admission.ts';
import type { Asker } from './attempt.ts';
import type { Proofs } from './proofs.ts';

interface DoorDeps {
  readonly store: SystemStore;
  readonly oneShots: OneShots;
  readonly proofs: Proofs;
  readonly admission: Admission;
}

/** What a break-glass link carries. */
export interface BreakGlassLink {
  readonly email: string;
  readonly token: string;
}

const purpose = breakGlassPurpose;

/** Signs in whoever holds a break-glass link. Built in: it opens when every plugin is broken. */
export class BreakGlassDoor {
  readonly #deps: DoorDeps;

  constructor(deps: DoorDeps) {
    this.#deps = deps;
  }

  /** Uses the link up and opens a session. A refusal is audited as `login_failed`. */
  async signIn(link: BreakGlassLink, asker: Asker): Promise<SignedIn> {
    const { proofs, admission } = this.#deps;
    try {
      const user = await this.#take(link, asker.ip);
      if (!user) throw breakGlassLinkInvalid({});
      return await admission.open(user, { provider: purpose, claim: proofs.make(user, 'link'), asker });
    } catch (cause) {
      return admission.refuse(cause, { provider: purpose, email: link.email, asker });
    }
  }

  async #take({ email, token }: BreakGlassLink, ip: string): Promise<User | undefined> {
    const { oneShots, store } = this.#deps;
    // Looked at first: a link with a wrong address stays good for the right one.
    const seen = await oneShots.peek({ purpose, token });
    if (seen?.emailKey !== emailKey(email)) return undefined;
    const { userId } = (await oneShots.consume({ purpose, token, ip })) ?? {};
    return userId === undefined ? undefined : findUser(store.read, userId);
  }
}
