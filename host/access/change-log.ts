import type { Kysely } from 'kysely';
import { instanceState, setInstanceState } from '../store/instance-state.ts';
import type { Tables } from '../store/tables.ts';

/** A change of groups or grants, for people. */
export interface Told {
  readonly change: 'group_created' | 'group_updated' | 'group_deleted' | 'grant_created' | 'grant_deleted';
  readonly group_id: string;
  readonly group_name?: string;
  readonly resource_type?: string;
  readonly resource_id?: string;
}

/** What one transaction changed: whose rows are to be read again, and what people are told of it. */
export interface Change {
  readonly at: Date;
  /** Groups that came, went or changed, or whose grants did. */
  readonly groups?: readonly string[];
  /** Users whose memberships changed. */
  readonly users?: readonly string[];
  readonly told?: readonly Told[];
}

interface Entry {
  readonly version: number;
  /** ISO 8601. */
  readonly at: string;
  readonly groups: readonly string[];
  readonly users: readonly string[];
  readonly told: readonly Told[];
  /** True when more was changed than is named here. */
  readonly isCut: boolean;
}

/** The last changes of groups, members and grants. It is stored with them, so it tells exactly what is committed. */
export interface ChangeLog {
  /** Counts every change. */
  readonly version: number;
  /** The version at which groups or grants last changed. */
  readonly grantsVersion: number;
  readonly recent: readonly Entry[];
}

const key = 'access_changes';
const empty: ChangeLog = { version: 0, grantsVersion: 0, recent: [] };

/** The log as this transaction or snapshot sees it. */
export const readChangeLog = async (db: Kysely<Tables>): Promise<ChangeLog> =>
  // Written by `noteChange` alone, hence the `as`.
  ((await instanceState(db, key)) as ChangeLog | undefined) ?? empty;

/** Notes a change in its own transaction, and answers its version. */
export const noteChange = async (tx: Kysely<Tables>, change: Change): Promise<number> => {
  const log = await readChangeLog(tx);
  const version = log.version + 1;
  const { at, told = [] } = change;
  const recent = [...log.recent, entryOf(version, change)].slice(-kept);
  const value = { version, grantsVersion: told.length > 0 ? version : log.grantsVersion, recent };
  await setInstanceState(tx, { key, value, at });
  return version;
};

/** Whose rows have changed since a version; `undefined` when the log does not reach back that far. */
export const touchedSince = (
  { version, recent }: ChangeLog,
  since: number,
): { readonly groups: readonly string[]; readonly users: readonly string[] } | undefined => {
  const entries = recent.filter((entry) => entry.version > since);
  if (entries.length !== version - since || entries.some(({ isCut }) => isCut)) return undefined;
  return {
    groups: [...new Set(entries.flatMap(({ groups }) => groups))],
    users: [...new Set(entries.flatMap(({ users }) => users))],
  };
};

/** What happened to groups and grants since a version, oldest first, as far as it is remembered. */
export const toldSince = ({ recent }: ChangeLog, since: number): readonly (Told & { at: string })[] =>
  recent
    .filter(({ version }) => version > since)
    .flatMap(({ told, at }) => told.map((one) => ({ ...one, at })));

/** Changes remembered; with what each may name, the log stays small enough to be rewritten at each. */
const kept = 50;
const most = { rows: 200, told: 10 };

const entryOf = (version: number, { at, groups = [], users = [], told = [] }: Change): Entry => ({
  version,
  at: at.toISOString(),
  groups: groups.slice(0, most.rows),
  users: users.slice(0, most.rows),
  told: told.slice(0, most.told),
  isCut: groups.length > most.rows || users.length > most.rows,
});
