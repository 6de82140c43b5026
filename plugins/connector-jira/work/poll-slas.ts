import { isDeepStrictEqual } from 'node:util';
import { isPlatformError } from '@agnes/sdk/errors';
import type { JobContext, JobDone } from '@agnes/sdk/job';
import { updatedOf } from '../fetch/events.ts';
import { fetchFields } from '../fetch/fetch-issue.ts';
import type { Pause } from '../fetch/pause.ts';
import { refreshIssue } from '../fetch/refresh-issue.ts';
import { issueRows } from '../kept/issue-rows.ts';
import { stamped, storedMonth, syncedAtOf } from '../kept/raw-issues.ts';
import { slaFieldIds } from '../rows/custom-fields.ts';
import { at, type Json, objectOf, stringOf } from '../rows/json.ts';
import type { Issue } from '../rows/rows-of-issue.ts';
import type { Settings } from '../settings.ts';
import { openBatch } from './read-tables.ts';
import { type Batch, onlyLook } from './refresh-issues.ts';

type Outcome = 'updated' | 'healed' | 'skipped' | 'failed';

const betweenMs = 500;
/** Ends before the host makes it: what is left is first the next time. */
const longestMs = 840_000;
const others = ['status', 'resolution', 'resolutiondate', 'updated'];

/** Brings the SLAs of issues that are not done up to date. */
export const pollSlas = async (context: JobContext<Settings>, pause?: Pause): Promise<JobDone> => {
  const { config, now, signal, progress } = context;
  const ids = slaFieldIds(config);
  const batch = openBatch(context, pause);
  if (ids.length === 0) {
    const skipped = 'No SLA field is mapped in the settings.';
    return { skipped, read: await batch.marks.isAnythingDue() };
  }
  const begun = now();
  const keys = await openKeys(batch);
  const counts: Record<Outcome, number> = { updated: 0, healed: 0, skipped: 0, failed: 0 };
  let asked = 0;
  for (const key of keys) {
    signal.throwIfAborted();
    if (now() - begun > longestMs) break;
    if (asked > 0) await batch.site.client.rest(betweenMs);
    counts[await poll(batch, key, [...ids, ...others])] += 1;
    asked += 1;
    progress(asked, keys.length);
  }
  const left = keys.length - asked;
  return {
    result: { ...counts, left },
    read: counts.updated + counts.healed > 0 || (await batch.marks.isAnythingDue()),
    ...(counts.failed > 0 && { partial: `The SLAs of ${counts.failed} issues could not be read.` }),
  };
};

/** Issues that are not done and have an SLA, those that were asked longest ago first. */
const openKeys = async ({ files }: Batch): Promise<readonly string[]> => {
  const open: { readonly key: string; readonly syncedAt: string }[] = [];
  for await (const row of issueRows(files)) {
    const key = stringOf(row['issue_key']);
    const isOpen = row['status_category'] !== 'Done';
    if (key !== null && isOpen && hasSla(row))
      open.push({ key, syncedAt: stringOf(row['_synced_at']) ?? '' });
  }
  return open.sort((a, b) => (a.syncedAt < b.syncedAt ? -1 : 1)).map(({ key }) => key);
};

const hasSla = (row: Json): boolean =>
  Object.entries(row).some(([name, value]) => name.endsWith('_elapsed_millis') && value !== null);

const poll = async (batch: Batch, key: string, fields: readonly string[]): Promise<Outcome> => {
  const { site, raw } = batch;
  const before = await raw.read(key);
  if (before === undefined || before === 'unreadable' || before['_deleted_at'] !== undefined)
    return 'skipped';
  try {
    const answer = await fetchFields(site.sla?.client ?? site.client, key, fields);
    if (answer.status === 'missing') return 'skipped';
    const told = objectOf(at(answer.json, 'fields'));
    if (updatedOf({ fields: told }) > updatedOf(before)) return missed(batch, key, told);
    return (await isMerged(batch, before, told)) ? outcomeOf(told) : 'skipped';
  } catch (cause) {
    if (!isPlatformError(cause)) throw cause;
    return 'failed';
  }
};

/** The issue was changed and no event told of it: all of it is fetched. */
const missed = async (batch: Batch, key: string, told: Json): Promise<Outcome> => {
  const { status } = await refreshIssue(batch, key, onlyLook);
  return status === 'stored' ? outcomeOf(told) : 'failed';
};

const outcomeOf = (told: Json): Outcome =>
  at(told['status'], 'statusCategory', 'name') === 'Done' ? 'healed' : 'updated';

/** Lays the fields upon what is stored; not when there is nothing new, and not upon what was stored meanwhile. */
const isMerged = async ({ raw, marks, now }: Batch, before: Issue, told: Json): Promise<boolean> => {
  const fields = { ...objectOf(before['fields']), ...told };
  if (isDeepStrictEqual(fields, before['fields'])) return false;
  const month = storedMonth(before);
  await marks.setDirty(before.key, month);
  const merged = stamped({ ...before, fields, key: before.key }, { month, syncedAt: now() });
  const isWritten = await raw.write(merged, syncedAtOf(before));
  await marks.setDirty(before.key, month);
  return isWritten;
};
