import { isPlatformError, type PlatformError } from '@agnes/sdk/errors';
import type { Marks } from '../kept/marks.ts';
import { type RawIssues, stamped, storedMonth } from '../kept/raw-issues.ts';
import { isIssueKey } from '../keys.ts';
import { monthOf } from '../rows/dates.ts';
import { at, objectOf, objectsOf, stringOf } from '../rows/json.ts';
import type { Issue } from '../rows/rows-of-issue.ts';
import { attachmentRules, type Settings } from '../settings.ts';
import { updatedOf, type WantedIssue } from './events.ts';
import { type Fetched, fetchIssue, type Site } from './fetch-issue.ts';

/** What the refreshing of issues works with. */
export interface Refreshing {
  readonly site: Site;
  readonly raw: RawIssues;
  readonly marks: Marks;
  readonly config: Settings;
  readonly now: () => number;
  /** Throws unless the site knows the account: to a stranger every issue is missing. */
  readonly assertSignedIn: () => Promise<void>;
}

/** What became of an issue. */
export type Refreshed =
  | { readonly status: 'stored' | 'gone' | 'missing'; readonly key: string }
  /** Stored from what the event said, or not at all; it is fetched again later. */
  | { readonly status: 'partial' | 'failed'; readonly key: string; readonly error: PlatformError };

type Stored = Issue | 'unreadable' | undefined;

/**
 * Fetches an issue and stores it. What Jira says counts, not what an event said: so events may come twice, late, and in
 * any order. An issue goes only when an event says that it was deleted and Jira does not find it.
 */
export const refreshIssue = async (
  refreshing: Refreshing,
  reference: string,
  wanted: WantedIssue,
): Promise<Refreshed> => {
  const { site, marks, now } = refreshing;
  const begun = now();
  try {
    const fetched = await fetchIssue(site, reference);
    return fetched.status === 'found'
      ? await store(refreshing, { reference, fetched, begun })
      : await bury(refreshing, { reference, saidDeleted: wanted.saidDeleted, begun });
  } catch (cause) {
    if (!isPlatformError(cause)) throw cause;
    await marks.setRetry(reference, { saidDeleted: wanted.saidDeleted, at: begun });
    const isTold = await storeTold(refreshing, { reference, told: wanted.told, begun });
    return { status: isTold ? 'partial' : 'failed', key: reference, error: cause };
  }
};

interface Found {
  readonly reference: string;
  readonly fetched: Extract<Fetched, { status: 'found' }>;
  readonly begun: number;
}

const store = async (refreshing: Refreshing, { reference, fetched, begun }: Found): Promise<Refreshed> => {
  const { raw, marks, now, config } = refreshing;
  const { lacks } = fetched;
  const { key } = fetched.issue;
  const before = await raw.read(key);
  const issue = withKept(fetched, before);
  await write(refreshing, { issue, before, begun });
  const old = new Set([reference, ...formerKeys(issue)].filter((one) => isIssueKey(one) && one !== key));
  for (const one of old) await leave(refreshing, { reference: one, issue, begun: now() });
  if (attachmentRules(config).enabled && objectsOf(at(issue['fields'], 'attachment')).length > 0) {
    await marks.setAttachments(key);
  }
  if (lacks.length > 0) await marks.setRetry(key, { saidDeleted: false, at: begun });
  else await marks.clearRetry(key);
  if (reference !== key) await marks.clearRetry(reference);
  return { status: 'stored', key };
};

/** What could not be fetched stays as it was known. */
const withKept = ({ issue, lacks }: Found['fetched'], before: Stored): Issue => {
  if (!isIssue(before)) return issue;
  const links = lacks.includes('remote links') ? { _remote_links: before['_remote_links'] } : {};
  const history = lacks.includes('history') ? { changelog: before['changelog'] } : {};
  const comments = lacks.includes('comments') ? { comment: at(before['fields'], 'comment') } : {};
  const fields = { ...objectOf(keptSla(issue, before, lacks.includes('SLA fields'))), ...comments };
  return { ...issue, ...links, ...history, fields, key: issue.key };
};

const keptSla = (issue: Issue, before: Issue, isKept: boolean): unknown => {
  if (!isKept) return issue['fields'];
  const old = objectOf(before['fields']);
  // Fields the site account does not see come as an object that says so.
  const fields = Object.entries(objectOf(issue['fields'])).map(([id, value]) => [
    id,
    at(value, 'errorMessage') !== undefined && id in old ? old[id] : value,
  ]);
  return Object.fromEntries(fields);
};

/** Keys that the issue had before it was moved, as its history tells: events of a move name the new one only. */
const formerKeys = (issue: Issue): readonly string[] =>
  objectsOf(at(issue['changelog'], 'histories'))
    .flatMap((history) => objectsOf(history['items']))
    .flatMap((item) => (item['field'] === 'Key' ? (stringOf(item['fromString']) ?? []) : []));

/** The issue was moved and has another key now: under the old one it is no more. */
const leave = async (
  refreshing: Refreshing,
  { reference, issue, begun }: { readonly reference: string; readonly issue: Issue; readonly begun: number },
): Promise<void> => {
  const before = await refreshing.raw.read(reference);
  if (isIssue(before) && before['id'] === issue['id']) await entomb(refreshing, before, begun);
};

const bury = async (
  refreshing: Refreshing,
  {
    reference,
    saidDeleted,
    begun,
  }: { readonly reference: string; readonly saidDeleted: boolean; readonly begun: number },
): Promise<Refreshed> => {
  const { raw, marks, assertSignedIn } = refreshing;
  const before = isIssueKey(reference) ? await raw.read(reference) : undefined;
  // Before anything is taken for gone, or left out for good.
  if (saidDeleted || before === 'unreadable') await assertSignedIn();
  if (before === 'unreadable') await raw.setAside(reference);
  if (saidDeleted && isIssue(before)) await entomb(refreshing, before, begun);
  await marks.clearRetry(reference);
  return { status: saidDeleted ? 'gone' : 'missing', key: reference };
};

/** Marks an issue as gone; its JSON stays, with the time. */
export const entomb = async (
  { raw, marks }: Pick<Refreshing, 'raw' | 'marks'>,
  before: Issue,
  at: number,
): Promise<void> => {
  const month = storedMonth(before);
  if (before['_deleted_at'] !== undefined) return;
  await marks.setDirty(before.key, month);
  await raw.write(stamped(before, { month, syncedAt: at, deletedAt: at }));
  await marks.setDirty(before.key, month);
};

interface Told {
  readonly reference: string;
  readonly told: WantedIssue['told'];
  readonly begun: number;
}

/** Stores what an event said, where it is newer than what is stored; children that it does not tell of stay. */
const storeTold = async (refreshing: Refreshing, { reference, told, begun }: Told): Promise<boolean> => {
  if (!told || !isIssueKey(reference) || stringOf(told['key']) !== reference) return false;
  const before = await refreshing.raw.read(reference);
  if (isIssue(before) && (before['_deleted_at'] !== undefined || updatedOf(before) >= updatedOf(told)))
    return false;
  const known = isIssue(before) ? before : {};
  const issue: Issue = {
    ...known,
    ...told,
    _partial: true,
    fields: { ...objectOf(at(known, 'fields')), ...objectOf(told['fields']) },
    key: reference,
  };
  await write(refreshing, { issue, before, begun });
  return true;
};

/** Writes an issue between two marks: the first is for a crash, the second for a reading that runs meanwhile. */
const write = async (
  { raw, marks }: Refreshing,
  { issue, before, begun }: { readonly issue: Issue; readonly before: Stored; readonly begun: number },
): Promise<void> => {
  const month = isIssue(before) ? storedMonth(before) : firstMonth(issue, begun);
  await marks.setDirty(issue.key, month);
  await raw.write(stamped(issue, { month, syncedAt: begun }));
  await marks.setDirty(issue.key, month);
};

/** The month an issue is given for good: that of its creation, else the one it was first seen in. */
const firstMonth = (issue: Issue, now: number): string =>
  monthOf(at(issue['fields'], 'created')) ?? new Date(now).toISOString().slice(0, 7);

const isIssue = (stored: Stored): stored is Issue => stored !== undefined && stored !== 'unreadable';
