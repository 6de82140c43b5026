import { jobStatuses } from '../../jobs/job.ts';
import { below } from '../address.ts';
import type { Chip } from '../chips.ts';
import { momentOf } from '../figures.ts';
import { jobChip } from '../jobs/job-words.ts';
import type { ScheduleSeen } from './answers.ts';

/** Whether a schedule is switched on. */
export const switchChip = ({ enabled }: ScheduleSeen): Chip =>
  enabled ? { kind: 'on', text: 'On' } : { kind: 'off', text: 'Switched off' };

/** How its last run ended; nothing when there was none. */
const lastChip = (status: string | null): Chip | undefined => {
  if (status === null) return undefined;
  const known = jobStatuses.find((one) => one === status);
  if (known) return jobChip(known);
  if (status === 'failed(bad_schedule)') return { kind: 'error', text: 'Cannot be read' };
  return { kind: 'off', text: status.replace(/^skipped\((.*)\)$/, 'Skipped: $1').replaceAll('_', ' ') };
};

/** The last run, with its job where there was one. */
export const lastView = ({ last_run, last_status, last_job_id }: ScheduleSeen, now: number): object => {
  const chip = lastChip(last_status);
  return {
    when: momentOf(last_run, now),
    chip: chip ?? false,
    job: last_job_id !== null && { href: below('/admin/jobs', last_job_id) },
  };
};

/** What a schedule runs, in one line. */
export const titleOf = ({ kind, target }: ScheduleSeen): string =>
  target === '' ? kind : `${kind} of ${target}`;
