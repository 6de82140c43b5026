import { defineError } from '@agnes/sdk/errors';

/** Nobody has decided yet. */
export const authorizationPending = defineError({
  code: 'authorization_pending',
  kind: 'bad_request',
  message: () => 'Nobody has confirmed this sign-in yet.',
  hint: 'Ask again after `interval` seconds.',
});

/** The device asks faster than it was told to. */
export const slowDown = defineError<{ interval: number }>({
  code: 'slow_down',
  kind: 'bad_request',
  message: ({ interval }) => `This sign-in may be asked about every ${interval} seconds.`,
  hint: 'Wait `interval` seconds between two questions from now on.',
});

/** The code is wrong, used, or older than ten minutes. */
export const deviceCodeExpired = defineError({
  code: 'expired_token',
  kind: 'bad_request',
  message: () => 'This sign-in is not open: it was used, it is older than 10 minutes, or it never began.',
  hint: 'Start again: POST /auth/device/code.',
});

/** Somebody has said no. */
export const deviceDenied = defineError({
  code: 'access_denied',
  kind: 'bad_request',
  message: () => 'The sign-in was denied.',
  hint: 'Start again, and confirm the code that is shown then.',
});

/** The code that somebody typed belongs to no device. */
export const userCodeUnknown = defineError({
  code: 'user_code_unknown',
  kind: 'not_found',
  message: () => 'No device waits for this code: it is mistyped, used, or older than 10 minutes.',
  hint: 'Compare it with what the device shows, or start again there.',
});

/** Codes are short; guessing them has to end. */
export const tooManyTries = defineError<{ retry_after_seconds: number }>({
  code: 'too_many_tries',
  kind: 'rate_limited',
  message: ({ retry_after_seconds: wait }) => `Too many wrong codes; the next try is in ${wait} seconds.`,
  hint: 'Wait, then type the code exactly as the device shows it.',
});
