import { defineError } from '@agnes/sdk/errors';

/** A filter that must be a point in time is none. */
export const instantInvalid = defineError<{ field: string; value: string }>({
  code: 'instant_invalid',
  kind: 'invalid',
  message: ({ field, value }) => `"${value}" in \`${field}\` is not a point in time.`,
  hint: 'Send ISO 8601 such as 2027-01-31T08:00:00Z, or a day; in an address `+` is written %2B.',
});

/** What is taken out of the log has to be old, and an anchor has to stand behind it. */
export const auditNothingOld = defineError<{ before: string }>({
  code: 'audit_nothing_old',
  kind: 'invalid',
  message: ({ before }) => `No entry of the audit log from before ${before} can be taken out.`,
  hint: 'Entries stay until the end of the log was anchored behind them, which happens daily; give a later instant, or wait.',
});

/** What this host did not sign, or what does not fit the log any more, takes nothing out of it. */
export const auditArchiveRefused = defineError<{ reason: string }>({
  code: 'audit_archive_refused',
  kind: 'conflict',
  message: ({ reason }) => `Nothing was taken out of the audit log: ${reason}.`,
  hint: 'Bring a new archive: agnes admin audit export --before DATE --out FILE.',
});

/** A log that is not whole is not signed for, and nothing leaves it. */
export const auditLogBroken = defineError<{ seq: number }>({
  code: 'audit_log_broken',
  kind: 'conflict',
  message: ({ seq }) => `The audit log is broken at entry ${seq}, so no archive of it is made.`,
  hint: 'Run `agnes admin audit verify`, and compare with a backup. An export without --before takes nothing out.',
});
