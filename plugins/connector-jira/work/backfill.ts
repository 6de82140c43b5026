import type { JobContext, JobDone } from '@agnes/sdk/job';
import type { Pause } from '../fetch/pause.ts';
import type { Refreshed } from '../fetch/refresh-issue.ts';
import { boundedJql, type KeyPage } from '../fetch/search.ts';
import { openKept } from '../kept/open-kept.ts';
import { isIssueKey } from '../keys.ts';
import { projectsOf, type Settings } from '../settings.ts';
import { type BackfillCounts, BackfillPlace, noCounts } from './backfill-place.ts';
import { openBatch } from './read-tables.ts';
import { type Batch, onlyLook, refreshAll } from './refresh-issues.ts';

interface Options {
  readonly jql: string;
  readonly skipExisting: boolean;
  readonly dryRun: boolean;
  readonly keys: readonly string[] | undefined;
}

/** More failed keys than these are counted and not named. */
const mostNamed = 100;

/** Brings in issues that no event tells of, such as those from before the webhook. */
export const backfill = async (context: JobContext<Settings>, pause?: Pause): Promise<JobDone> => {
  const options = optionsOf(context);
  const batch = openBatch(context, pause);
  const place = new BackfillPlace(openKept(context).jobs, options);
  let counts: BackfillCounts = options.dryRun ? noCounts : await place.counts();
  const failed: string[] = [];
  for await (const page of pagesOf(batch, options, place)) {
    const wanted = await wantedOf(batch, page.keys, options);
    const refreshed = options.dryRun
      ? []
      : await refreshAll(batch, new Map(wanted.map((key) => [key, onlyLook])));
    failed.push(...refreshed.filter(hasFailed).map(({ key }) => key));
    counts = sum(counts, { found: page.keys.length, wanted: wanted.length, refreshed });
    if (!options.dryRun) await place.save(page.next, counts);
    context.progress(counts.found, undefined, `${counts.fetched} issues fetched`);
  }
  if (!options.dryRun) await place.finish();
  const more = { jql: options.jql, dry_run: options.dryRun, failed_keys: failed.slice(0, mostNamed) };
  return {
    result: { ...counts, ...more },
    read: counts.fetched > 0,
    ...(counts.failed > 0 && { partial: `${counts.failed} issues could not be fetched.` }),
  };
};

const optionsOf = ({ params, config }: JobContext<Settings>): Options => {
  const { jql = 'order by created', skip_existing: skip, dry_run: dry, issue_keys: keys } = params;
  return {
    jql: boundedJql(String(jql), projectsOf(config)),
    skipExisting: skip !== false,
    dryRun: dry === true,
    keys: Array.isArray(keys) && keys.length > 0 ? keys.filter(isIssueKey) : undefined,
  };
};

async function* pagesOf(
  { site }: Batch,
  { jql, keys, dryRun }: Options,
  place: BackfillPlace,
): AsyncGenerator<KeyPage> {
  if (keys) yield { keys };
  else yield* place.pages(site.client, jql, { fromStart: dryRun });
}

/** Those of which nothing is stored; one that is marked as gone and found again counts as such. */
const wantedOf = async (
  { raw }: Batch,
  keys: readonly string[],
  { skipExisting, keys: named }: Options,
): Promise<readonly string[]> => {
  // Whoever names issues wants them fetched.
  if (!skipExisting || named) return keys;
  const wanted: string[] = [];
  for (const key of keys) {
    const head = await raw.head(key);
    if (!head || head.isDeleted) wanted.push(key);
  }
  return wanted;
};

const hasFailed = ({ status }: Refreshed): boolean => status === 'failed' || status === 'partial';

const sum = (
  before: BackfillCounts,
  page: { readonly found: number; readonly wanted: number; readonly refreshed: readonly Refreshed[] },
): BackfillCounts => ({
  found: before.found + page.found,
  skipped: before.skipped + page.found - page.wanted,
  fetched: before.fetched + page.refreshed.filter(({ status }) => status === 'stored').length,
  missing: before.missing + page.refreshed.filter(({ status }) => status === 'missing').length,
  failed: before.failed + page.refreshed.filter(hasFailed).length,
});
