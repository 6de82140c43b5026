import type { JobStatus } from '../../jobs/job.ts';
import type { SourceState } from '../../lake/status/source-status.ts';
import type { SourceWork } from '../../lake/status/source-work.ts';
import type { Chip } from '../chips.ts';
import { amountOf } from '../figures.ts';

const jobChips: Readonly<Record<JobStatus | 'waiting', Chip>> = {
  queued: { kind: 'plain', text: 'Queued' },
  waiting: { kind: 'plain', text: 'Waiting its turn' },
  running: { kind: 'everyone', text: 'Running' },
  succeeded: { kind: 'on', text: 'Succeeded' },
  partial: { kind: 'warn', text: 'Succeeded in part' },
  failed: { kind: 'error', text: 'Failed' },
  needs_confirmation: { kind: 'warn', text: 'Waits for a yes' },
  cancelling: { kind: 'off', text: 'Cancelling' },
  cancelled: { kind: 'off', text: 'Cancelled' },
};

/** The chip of a state of a job. */
export const jobChip = (status: SourceWork['status']): Chip => jobChips[status];

/** The states as a list to choose from. */
export const statusOptions = (chosen: string): readonly object[] =>
  Object.entries(jobChips)
    .filter(([value]) => value !== 'waiting')
    .map(([value, { text }]) => ({ value, text, selected: value === chosen }));

const sourceChips: Readonly<Record<SourceState, Chip>> = {
  healthy: { kind: 'on', text: 'Healthy' },
  partial: { kind: 'warn', text: 'Fails in part' },
  failing: { kind: 'error', text: 'Failing' },
  waiting: { kind: 'plain', text: 'Not read yet' },
  empty: { kind: 'plain', text: 'No tables' },
  disabled: { kind: 'off', text: 'Switched off' },
};

/** The chip of a source. */
export const sourceChip = (state: SourceState): Chip => sourceChips[state];

/** How long something took, for people. */
export const spanOf = (ms: number): string => {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${amountOf(Math.floor(minutes / 60), 'hour')} ${minutes % 60} min`;
};
