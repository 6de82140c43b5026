import { inProjects, searchKeys } from '../fetch/search.ts';
import { issueRows } from '../kept/issue-rows.ts';
import { partsOf } from '../keys.ts';
import { millisOf } from '../rows/dates.ts';
import { at, stringOf } from '../rows/json.ts';
import { projectsOf } from '../settings.ts';
import { inParallel } from './in-parallel.ts';
import type { Batch } from './refresh-issues.ts';

/** Where the site, the stored JSON and the tables do not agree, within the time that was compared. */
export interface Differences {
  readonly counts: { readonly jira: number; readonly json: number; readonly parquet: number };
  /** In Jira, and nothing is stored. */
  readonly missingInJson: readonly string[];
  /** Stored, and not in the tables. */
  readonly missingInRows: readonly string[];
  /** In the tables, and Jira says, asked for each, that it does not have it, or not under this key any more. */
  readonly deleted: readonly string[];
}

const day = 24 * 60 * 60_000;
/** What was created just now may be on its way. */
const graceMs = 5 * 60_000;

/** Compares without changing anything. */
export const findDifferences = async (batch: Batch, maxAgeDays: number | undefined): Promise<Differences> => {
  const to = batch.now() - graceMs;
  const from = maxAgeDays === undefined ? Number.NEGATIVE_INFINITY : batch.now() - maxAgeDays * day + graceMs;
  const jira = await keysInJira(batch, maxAgeDays);
  const rows = await keysInRows(batch);
  const pending = await batch.marks.dirtyKeys();
  const stored = new Set(await batch.raw.keys());
  const missingInJson: string[] = [];
  const missingInRows: string[] = [];
  for (const key of jira) {
    const isThere = stored.has(key) && (rows.has(key) || (await isStored(batch, key)));
    if (!isThere) missingInJson.push(key);
    else if (!rows.has(key) && !pending.has(key)) missingInRows.push(key);
  }
  const within = [...rows].filter(([key, created]) => created >= from && created <= to && isOurs(batch, key));
  const unknown = within.map(([key]) => key).filter((key) => !jira.has(key));
  return {
    counts: {
      jira: jira.size,
      json: jira.size - missingInJson.length + unknown.length,
      parquet: jira.size - missingInJson.length - missingInRows.length + unknown.length,
    },
    missingInJson,
    missingInRows,
    deleted: await notFound(batch, unknown),
  };
};

/** False for one that is marked as gone: Jira has it again. */
const isStored = async ({ raw }: Batch, key: string): Promise<boolean> => {
  const head = await raw.head(key);
  return head !== undefined && !head.isDeleted;
};

const keysInJira = async (
  { site, config }: Batch,
  days: number | undefined,
): Promise<ReadonlySet<string>> => {
  const since = days === undefined ? 'created >= "1970-01-01"' : `created >= -${days}d`;
  const terms = [since, 'created <= -5m', inProjects(projectsOf(config))].filter(
    (term) => term !== undefined,
  );
  const keys = new Set<string>();
  for await (const page of searchKeys(site.client, `${terms.join(' AND ')} ORDER BY created`)) {
    for (const key of page.keys) keys.add(key);
  }
  return keys;
};

/** Every issue of the tables, and when it was created. */
const keysInRows = async ({ files }: Batch): Promise<ReadonlyMap<string, number>> => {
  const keys = new Map<string, number>();
  for await (const row of issueRows(files)) {
    keys.set(stringOf(row['issue_key']) ?? '', millisOf(row['created_at']) ?? Number.NaN);
  }
  return keys;
};

const isOurs = ({ config }: Batch, key: string): boolean => {
  const projects = projectsOf(config);
  return projects.length === 0 || projects.includes(partsOf(key).project);
};

const atOnce = 4;

/** A search may leave out what it does not see: only an issue that is asked for and not found is gone. */
const notFound = async (batch: Batch, keys: readonly string[]): Promise<readonly string[]> => {
  if (keys.length === 0) return [];
  await batch.assertSignedIn();
  const answers = await inParallel(keys, atOnce, async (key) => {
    batch.signal.throwIfAborted();
    const answer = await batch.site.client.get(`/rest/api/3/issue/${key}?fields=created`);
    // One that was moved is found by its old key, and tells the new one.
    return answer.status === 'missing' || at(answer.json, 'key') !== key ? [key] : [];
  });
  return answers.flat();
};
