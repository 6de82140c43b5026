import type { Kysely } from 'kysely';
import type { Intent } from '../../http/intent.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import type { Origin, Sessions } from '../credentials/sessions.ts';
import { bootstrapClosed, reservedEmail, setupCodeInvalid } from '../errors.ts';
import type { Memberships } from '../memberships.ts';
import type { OneShots } from '../one-shot/one-shots.ts';
import { checkNewPassword, type Passwords } from '../passwords/passwords.ts';
import type { SignedIn } from '../sign-in/admission.ts';
import { checkEmail, localPart } from '../users/email-key.ts';
import { activateUser, findUserByEmail, insertUser, setPasswordHash } from '../users/repository.ts';
import type { User } from '../users/user.ts';
import { writeAs } from '../write-as.ts';
import { issueSetupCode, type SetupCode, setupCodePurpose } from './setup-codes.ts';

/** The first administrator, as whoever holds the setup code names them. Empty texts count as absent. */
export interface BootstrapRequest extends Origin {
  readonly setupCode: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

interface BootstrapDeps {
  readonly store: SystemStore;
  readonly memberships: Memberships;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly oneShots: OneShots;
  readonly now: () => number;
}

const purpose = setupCodePurpose;

/** The door for the first administrator: open with a one-time code until one exists, and never again. */
export class Bootstrap {
  readonly #deps: BootstrapDeps;

  constructor(deps: BootstrapDeps) {
    this.#deps = deps;
  }

  /** A new code in the place of older ones. Nothing once the door is closed. */
  issueSetupCode(): Promise<SetupCode | undefined> {
    return issueSetupCode(this.#deps);
  }

  /** Makes the named person an administrator and signs them in, all in one transaction. */
  async bootstrap(request: BootstrapRequest, intent: Intent): Promise<SignedIn> {
    const hash = await this.#check(request);
    const { store, memberships } = this.#deps;
    const existing = await findUserByEmail(store.read, request.email);
    const action = existing ? 'bootstrap_activated_seed' : 'bootstrap_completed';
    const signedIn = await writeAs(store, { intent, action, resource: request.email }, async (tx) => {
      await this.#takeCode(tx, request);
      const user = await this.#admin(tx, request, hash);
      const { token } = await this.#deps.sessions.open(tx, user, request);
      return { user, token };
    });
    await memberships.refresh();
    return signedIn;
  }

  /** Turns strangers away before a hash is computed or the write queue is joined. */
  async #check({ setupCode, email, password }: BootstrapRequest): Promise<string | undefined> {
    const { store, memberships, passwords, oneShots } = this.#deps;
    if (await memberships.hasHumanAdmin(store.read)) throw bootstrapClosed({});
    if (!(await oneShots.peek({ purpose, token: setupCode }))) throw setupCodeInvalid({});
    checkEmail(email);
    if (password === '') return undefined;
    checkNewPassword(password);
    return passwords.hash(password);
  }

  async #takeCode(tx: Kysely<Tables>, { setupCode, ip }: BootstrapRequest): Promise<void> {
    if (await this.#deps.memberships.hasHumanAdmin(tx)) throw bootstrapClosed({});
    if (!(await this.#deps.oneShots.consumeIn(tx, { purpose, token: setupCode, ip })))
      throw setupCodeInvalid({});
  }

  async #admin(tx: Kysely<Tables>, request: BootstrapRequest, hash: string | undefined): Promise<User> {
    const at = new Date(this.#deps.now());
    const { email } = request;
    const existing = await findUserByEmail(tx, email);
    if (existing?.isService) throw reservedEmail({ email });
    const name = request.name.trim() || localPart(email);
    const user = existing ?? (await insertUser(tx, { email, name, at }));
    if (!user.active) await activateUser(tx, { id: user.id, at });
    if (hash !== undefined) await setPasswordHash(tx, { id: user.id, hash, at });
    await this.#deps.memberships.seedAdmin(tx, { userId: user.id, addedBy: 'auth.bootstrap' });
    return { ...user, active: true };
  }
}
