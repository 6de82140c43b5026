import type { Fault } from '@agnes/sdk';
import { defineError } from '@agnes/sdk/errors';

export const scheduleInvalid = defineError<{ errors: readonly Fault[]; hint: string }>({
  code: 'invalid_schedule',
  kind: 'invalid',
  message: ({ errors }) => `The schedule cannot be stored: ${errors[0]?.msg ?? 'it is not valid'}.`,
  hint: ({ hint }) => hint,
});

export const scheduleNotFound = defineError<{ schedule: string }>({
  code: 'schedule_not_found',
  kind: 'not_found',
  message: ({ schedule }) => `There is no schedule "${schedule}".`,
  hint: 'GET /api/admin/schedules lists the schedules.',
});

export const scheduleExists = defineError<{ kind: string; target: string; id: string }>({
  code: 'schedule_exists',
  kind: 'conflict',
  message: ({ kind, target, id }) =>
    `The schedule "${id}" already stands for ${kind}${target === '' ? '' : ` of "${target}"`}.`,
  hint: 'Change that one with PATCH /api/admin/schedules/{id}, or name another target.',
});
