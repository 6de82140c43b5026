import { defineError } from '@agnes/sdk/errors';

/** There is no such call, or it is too old. */
export const hookCallNotFound = defineError<{ id: string }>({
  code: 'hook_call_not_found',
  kind: 'not_found',
  message: ({ id }) => `There is no call "${id}".`,
  hint: 'See GET /api/admin/hook-calls; only the last 20,000 calls are kept.',
});

/** A call cannot be made again as it was. */
export const callNotReplayable = defineError<{ id: string; reason: string }>({
  code: 'hook_call_not_replayable',
  kind: 'conflict',
  message: ({ id, reason }) => `The call "${id}" cannot be made again: ${reason}.`,
  hint: 'Choose a call of GET /api/admin/hook-calls whose `replayable` is true, of a plugin that is active.',
});
