import type { Handshake, RedirectMethod, SignInMethod } from '@agnes/sdk';
import type { Conditions } from '../../store/conditions.ts';
import type { GroupGate } from '../sign-in/redirects.ts';
import type { User } from '../users/user.ts';
import { askedGroups } from './asked-groups.ts';
import { notInAllowedGroup } from './errors.ts';
import {
  accountsToAsk,
  failingSyncs,
  hasSyncs,
  type SyncedAccount,
  type SyncRow,
  syncsOfOthers,
} from './repository.ts';
import { sideBySide } from './side-by-side.ts';
import { type TakeOverDeps, takeOver, type Whose } from './take-over.ts';

interface GroupSyncsDeps extends TakeOverDeps {
  readonly conditions: Pick<Conditions, 'raise' | 'clear'>;
  /** Those that are on, whether they can be used now or not. */
  readonly methods: () => readonly SignInMethod[];
}

/** What a run did, in people. */
export interface RunSummary {
  readonly asked: number;
  readonly changed: number;
  readonly failed: number;
}

const day = 24 * 3_600_000;
const seenWithin = 30 * day;
const atOnce = 5;
const deadline = { signIn: 10_000, run: 60_000 };

/** Keeps groups of identity providers in step with those here: at every sign-in, and every hour. */
export class GroupSyncs implements GroupGate {
  readonly #deps: GroupSyncsDeps;

  constructor(deps: GroupSyncsDeps) {
    this.#deps = deps;
  }

  /** Throws when the groups of the person do not let them in. What an error leaves standing is the last good set. */
  async atSignIn(of: {
    method: RedirectMethod;
    claim: SyncedClaim;
    handshake: Handshake;
    user: User;
  }): Promise<void> {
    const { method, claim, handshake, user } = of;
    const { prefix } = this.#deps.rules[method.id] ?? {};
    if (!method.groups && prefix === undefined) return;
    if (!method.groups) throw notInAllowedGroup({});
    const answer = await askedGroups(method, { claim, handshake }, deadline.signIn);
    const taken = await takeOver(this.#deps, { provider: method.id, userId: user.id }, answer);
    if (answer.kind === 'error' || taken.wasFailing) await this.#report(method.id);
    if (!taken.mayEnter) throw notInAllowedGroup({});
  }

  /** True once there is anything for a run to do. */
  isNeeded(): Promise<boolean> {
    return hasSyncs(this.#deps.store.read);
  }

  /** Asks again for everybody who was here lately. */
  async run(signal: AbortSignal): Promise<RunSummary> {
    const work = [...(await this.#questions()), ...(await this.#silence())];
    const counts = { asked: 0, changed: 0, failed: 0 };
    await sideBySide(work, { atOnce, signal }, async ({ whose, ask }) => {
      const answer = await ask();
      const { isChanged } = await takeOver(this.#deps, whose, answer);
      counts.asked += 1;
      if (isChanged) counts.changed += 1;
      if (answer.kind === 'error') counts.failed += 1;
    });
    const providers = new Set(work.map(({ whose }) => whose.provider));
    for (const provider of providers) await this.#report(provider);
    return counts;
  }

  async #questions(): Promise<readonly Question[]> {
    const { store, now } = this.#deps;
    const since = new Date(now() - seenWithin);
    const found = this.#askable().map(async (method) => {
      const accounts = await accountsToAsk(store.read, { provider: method.id, since });
      return accounts.map((account) => questionOf(method, account));
    });
    return (await Promise.all(found)).flat();
  }

  /**
   * Those whom nobody can be asked about now: their method is off or broken, or answers at a sign-in only and did so
   * with an error. Their patience runs out like that of the others.
   */
  async #silence(): Promise<readonly Question[]> {
    const { read } = this.#deps.store;
    const answering = this.#answering().map(({ id }) => id);
    const askable = this.#askable().map(({ id }) => id);
    const mute = await syncsOfOthers(read, answering);
    const overdue = await failingSyncs(read, { since: new Date(this.#deps.now() - day) });
    const waiting = overdue.filter(
      ({ provider }) => answering.includes(provider) && !askable.includes(provider),
    );
    return [
      ...mute.map((row) => errorOf(row, 'groups are not read from it any more')),
      ...waiting.map((row) => errorOf(row, row.reason ?? 'the last answer was an error')),
    ];
  }

  #answering(): readonly RedirectMethod[] {
    const methods = this.#deps.methods().filter((method) => method.kind === 'redirect');
    return methods.filter(({ groups }) => groups !== undefined);
  }

  #askable(): readonly RedirectMethod[] {
    return this.#answering().filter(({ groupsAtAnyTime }) => groupsAtAnyTime);
  }

  /** One condition for a provider, for as long as somebody's groups cannot be read there. */
  async #report(provider: string): Promise<void> {
    const { store, conditions } = this.#deps;
    const failed = await failingSyncs(store.read, { provider });
    // A provider that was given up is over once what it gave is suspended.
    const isGivenUp = !this.#answering().some(({ id }) => id === provider);
    const failing = isGivenUp ? failed.filter((row) => row.suspended_at === null) : failed;
    const [first] = failing;
    if (!first) return conditions.clear(subjectType, provider, code);
    const who = failing.length === 1 ? 'one person' : `${failing.length} people`;
    await conditions.raise({
      subjectType,
      subjectId: provider,
      code,
      severity: 'warning',
      why: `The groups of ${who} cannot be read from "${provider}": ${first.reason ?? 'no reason was given'}`,
      remedy:
        'Mend what the reason names. The last groups count for 24 hours after the first error, then not until it is over.',
    });
  }
}

const subjectType = 'sign_in_method';
const code = 'group_sync_stale';

type SyncedClaim = Parameters<NonNullable<RedirectMethod['groups']>>[0]['claim'];

interface Question {
  readonly whose: Whose;
  readonly ask: () => ReturnType<typeof askedGroups>;
}

const questionOf = (
  method: RedirectMethod,
  { user_id, issuer, subject, email }: SyncedAccount,
): Question => ({
  whose: { provider: method.id, userId: user_id },
  ask: () => askedGroups(method, { claim: { issuer, subject, email, emailVerified: true } }, deadline.run),
});

const errorOf = ({ provider, user_id }: SyncRow, reason: string): Question => ({
  whose: { provider, userId: user_id },
  ask: async () => ({ kind: 'error', reason }),
});
