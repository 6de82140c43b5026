import type { GroupsAnswer } from '@agnes/sdk';
import type { Kysely } from 'kysely';
import { systemIntent } from '../../http/intent.ts';
import { appendAudit } from '../../store/audit/append-audit.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import type { Memberships } from '../memberships.ts';
import { findUser } from '../users/repository.ts';
import { type GroupRule, syncedGroups } from './group-rule.ts';
import { findReading, putReading, type SyncRow } from './repository.ts';

type Tx = Kysely<Tables>;

/** What taking over needs. */
export interface TakeOverDeps {
  readonly store: SystemStore;
  readonly memberships: Pick<Memberships, 'replaceSynced' | 'suspendSynced' | 'refresh'>;
  /** By id of the sign-in method. */
  readonly rules: Readonly<Record<string, GroupRule>>;
  readonly now: () => number;
}

/** Whose groups at which provider. */
export interface Whose {
  readonly provider: string;
  readonly userId: string;
}

/** What an answer led to. */
export interface Taken {
  readonly mayEnter: boolean;
  readonly isChanged: boolean;
  /** True when the reading before failed. */
  readonly wasFailing: boolean;
}

const patienceMs = 24 * 3_600_000;

/** Takes one answer about one person over: replaced, removed, or kept until the patience with errors is over. */
export const takeOver = async (deps: TakeOverDeps, whose: Whose, answer: GroupsAnswer): Promise<Taken> => {
  const { store, memberships, rules } = deps;
  const rule = rules[whose.provider] ?? {};
  const taken = await store.keep(async (tx) => {
    // Deleted or switched off since they were asked for: nothing is given to them any more.
    if (!(await findUser(tx, whose.userId))?.active) return nobody;
    const before = await findReading(tx, { provider: whose.provider, user_id: whose.userId });
    const change = { ...deps, tx, rule, whose, before, at: new Date(deps.now()) };
    return answer.kind === 'error' ? fail(change, answer.reason) : replace(change, namesIn(answer));
  });
  if (taken.isChanged) await memberships.refresh();
  return taken;
};

const nobody: Taken = { mayEnter: false, isChanged: false, wasFailing: false };

interface Change extends TakeOverDeps {
  readonly tx: Tx;
  readonly rule: GroupRule;
  readonly whose: Whose;
  readonly before: SyncRow | undefined;
  readonly at: Date;
}

const replace = async (change: Change, names: readonly string[]): Promise<Taken> => {
  const { tx, memberships, rule, whose, before, at } = change;
  const groups = syncedGroups(names, rule);
  const mayEnter = rule.prefix === undefined || groups.length > 0;
  const { userId } = whose;
  const { added, removed } = await memberships.replaceSynced(tx, { userId, source: sourceOf(whose), groups });
  await putReading(tx, {
    ...keyOf(whose),
    // Without a group that lets them in there is no last good set that an error could fall back on.
    synced_at: mayEnter ? at : null,
    failing_since: null,
    suspended_at: null,
    reason: null,
  });
  const isChanged = added.length + removed.length > 0 || Boolean(before?.suspended_at);
  if (isChanged) await audit(change, 'group_sync.applied', { added, removed });
  return { mayEnter, isChanged, wasFailing: Boolean(before?.failing_since) };
};

const fail = async (change: Change, reason: string): Promise<Taken> => {
  const { tx, memberships, rule, whose, before, at } = change;
  const since = before?.failing_since ?? at;
  const isOver = !before?.suspended_at && at.getTime() - since.getTime() >= patienceMs;
  const suspended = isOver ? at : (before?.suspended_at ?? null);
  const synced = before?.synced_at ?? null;
  if (isOver) await memberships.suspendSynced(tx, { userId: whose.userId, source: sourceOf(whose) });
  if (isOver) await audit(change, 'group_sync.suspended', { reason });
  else if (!before?.failing_since) await audit(change, 'group_sync.stale', { reason });
  await putReading(tx, {
    ...keyOf(whose),
    synced_at: synced,
    failing_since: since,
    suspended_at: suspended,
    reason,
  });
  const mayEnter = rule.prefix === undefined || (synced !== null && suspended === null);
  return { mayEnter, isChanged: isOver, wasFailing: true };
};

const audit = async (
  { tx, whose, at, now }: Change,
  action: string,
  params: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const intent = {
    ...systemIntent(action, whose.userId),
    params: { provider: whose.provider, source: sourceOf(whose), ...params },
  };
  await appendAudit(tx, intent, { started: at.getTime(), at: now() });
};

const namesIn = (answer: Exclude<GroupsAnswer, { kind: 'error' }>): readonly string[] =>
  answer.kind === 'ok' ? answer.groups : [];

const keyOf = ({ provider, userId }: Whose) => ({ provider, user_id: userId });

/** How memberships of this provider are told from others. */
const sourceOf = ({ provider }: Whose): string => (provider === 'google' ? 'google_sync' : provider);
