import type { JobContext, JobDone } from '@agnes/sdk/job';
import type { Pause } from '../fetch/pause.ts';
import type { Settings } from '../settings.ts';
import { type Differences, findDifferences } from './differences.ts';
import { mend } from './mend.ts';
import { openBatch } from './read-tables.ts';
import { reportOf, storeReport } from './report.ts';

/** How far back issues are compared; without days, all of them. */
export interface Depth {
  readonly maxAgeDays?: number;
}

/** So many of a kind are mended at once; for more, somebody says yes. */
const mostUnasked = 10;

/** Compares what the site has with what is stored and with the tables, and mends it. */
export const compare = async (
  context: JobContext<Settings>,
  { maxAgeDays }: Depth,
  pause?: Pause,
): Promise<JobDone> => {
  const batch = openBatch(context, pause);
  const found = await findDifferences(batch, maxAgeDays);
  const isConfirmed = context.params['confirmed'] === true;
  const asked = isConfirmed ? {} : tooMany(found);
  const actions = await mend(batch, {
    missing: 'missing_in_json' in asked ? [] : found.missingInJson,
    stale: found.missingInRows,
    deleted: 'deleted_in_jira' in asked ? [] : found.deleted,
  });
  const report = reportOf({
    found,
    actions,
    isWaiting: Object.keys(asked).length > 0,
    now: context.now(),
    ...(maxAgeDays !== undefined && { maxAgeDays }),
  });
  await storeReport(context, report);
  return {
    result: report,
    read: await batch.marks.isAnythingDue(),
    ...(Object.keys(asked).length > 0 && { confirm: { question: questionOf(asked), counts: asked } }),
    ...(report.status === 'failed' && { partial: `${actions.failed.length} issues could not be fetched.` }),
    ...(report.alert_level === 'ERROR' && { partial: `${report.missing} issues were missing.` }),
  };
};

const tooMany = ({ missingInJson, deleted }: Differences): Readonly<Record<string, number>> => ({
  ...(missingInJson.length > mostUnasked && { missing_in_json: missingInJson.length }),
  ...(deleted.length > mostUnasked && { deleted_in_jira: deleted.length }),
});

const questionOf = (asked: Readonly<Record<string, number>>): string => {
  const { missing_in_json: missing, deleted_in_jira: deleted } = asked;
  return [
    missing !== undefined && `Fetch ${missing} issues that are in Jira and not here?`,
    deleted !== undefined && `Remove ${deleted} issues that Jira does not find any more?`,
  ]
    .filter((text) => text !== false)
    .join(' ');
};
