import type { Fault } from '../store/conditions.ts';
import type { FailedTable } from './change.ts';

const analytics = { subjectType: 'lake', subjectId: 'analytics' } as const;

/** A published table whose files are gone or damaged: queries of it fail until its source is read again. */
export const unreadable = ({ id, error }: FailedTable): Fault => ({
  subjectType: 'table',
  subjectId: id,
  code: 'table_unreadable',
  severity: 'error',
  why: error.message,
  remedy: 'Restore the file from a backup, or run the source of this table again.',
});

/** The views could not be built when the host started. */
export const notRebuilt = (cause: unknown): Fault => ({
  ...analytics,
  code: 'rebuild_failed',
  severity: 'error',
  why: whyOf(cause),
  remedy: 'Check free space and access rights of DATA_DIR/analytics, then restart or run any source.',
});

/** A generation is published, but its copy for people or the clearing up after it failed. */
export const notTidied = (cause: unknown): Fault => ({
  ...analytics,
  code: 'not_tidied',
  severity: 'warning',
  why: whyOf(cause),
  remedy:
    'Check the access rights of DATA_DIR/analytics and DATA_DIR/extracts; the next publication tries again.',
});

const whyOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
