import { join } from 'node:path';
import type { JobContext } from '@agnes/sdk/job';
import { openKept } from '../kept/open-kept.ts';
import { writeWhole } from '../kept/whole-file.ts';
import type { Settings } from '../settings.ts';
import type { Differences } from './differences.ts';
import type { Actions } from './mend.ts';

/** How much was missing, as a word. */
export type AlertLevel = 'INFO' | 'WARNING' | 'ERROR';

/** What a comparison came to. */
export interface Report {
  readonly timestamp: string;
  readonly check_type: 'incremental' | 'deep';
  readonly max_age_days: number | null;
  readonly counts: Differences['counts'];
  readonly missing: number;
  readonly discrepancies: Readonly<Record<string, readonly string[]>>;
  readonly actions: Actions;
  readonly status: 'ok' | 'mended' | 'needs_confirmation' | 'failed';
  readonly alert_level: AlertLevel;
}

interface Compared {
  readonly found: Differences;
  readonly actions: Actions;
  readonly isWaiting: boolean;
  readonly now: number;
  readonly maxAgeDays?: number;
}

/** Further back than so many days, a comparison is a deep one. */
const deepDays = 90;
/** More keys of a kind are counted and not named. */
const mostNamed = 100;

/** Tells what was found and done. */
export const reportOf = ({ found, actions, isWaiting, now, maxAgeDays }: Compared): Report => {
  const { missingInJson, missingInRows, deleted } = found;
  const missing = missingInJson.length + missingInRows.length;
  return {
    timestamp: new Date(now).toISOString(),
    check_type: (maxAgeDays ?? Number.POSITIVE_INFINITY) > deepDays ? 'deep' : 'incremental',
    max_age_days: maxAgeDays ?? null,
    counts: found.counts,
    missing,
    discrepancies: {
      missing_in_json: missingInJson.slice(0, mostNamed),
      missing_in_parquet: missingInRows.slice(0, mostNamed),
      deleted_in_jira: deleted.slice(0, mostNamed),
    },
    actions,
    status: statusOf({ actions, isWaiting, isClean: missing + deleted.length === 0 }),
    alert_level: alertLevel(missing),
  };
};

/** Puts the report where people look for the last one. */
export const storeReport = async (context: JobContext<Settings>, report: Report): Promise<void> => {
  const { rawFolder } = openKept(context);
  await writeWhole(join(rawFolder, '_consistency_report.json'), JSON.stringify(report, undefined, 2));
};

/** Some are always on their way; many mean that events do not come in. */
export const alertLevel = (missing: number): AlertLevel => {
  if (missing <= 5) return 'INFO';
  return missing <= 10 ? 'WARNING' : 'ERROR';
};

const statusOf = ({
  actions,
  isWaiting,
  isClean,
}: Pick<Compared, 'actions' | 'isWaiting'> & { readonly isClean: boolean }): Report['status'] => {
  if (actions.failed.length > 0) return 'failed';
  if (isWaiting) return 'needs_confirmation';
  return isClean ? 'ok' : 'mended';
};
