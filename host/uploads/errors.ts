import { defineError } from '@agnes/sdk/errors';

/** All that one user may keep here is used up. */
export const uploadQuotaExceeded = defineError<{ used_bytes: number; limit_bytes: number }>({
  code: 'quota_exceeded',
  kind: 'too_large',
  message: ({ used_bytes, limit_bytes }) =>
    `Your uploads would hold ${used_bytes} bytes, and may hold ${limit_bytes}.`,
  hint: 'Delete sessions you no longer need with: agnes session delete ID',
});

/** One file, or somebody's notes, are larger than one may be. */
export const uploadTooLarge = defineError<{ limit_bytes: number }>({
  code: 'upload_too_large',
  kind: 'too_large',
  message: ({ limit_bytes }) => `The file is larger than ${limit_bytes} bytes.`,
  hint: 'Leave it out, or send a smaller one.',
});

/** A name of which nothing is left once folders are taken away. */
export const badFileName = defineError<{ filename: string }>({
  code: 'bad_file_name',
  kind: 'bad_request',
  message: ({ filename }) => `'${filename}' is no name of a file.`,
  hint: 'Send a name of 1 to 200 characters, without folders.',
});

/** Nobody's, or somebody else's: both are told alike. */
export const uploadNotFound = defineError<{ filename: string }>({
  code: 'upload_not_found',
  kind: 'not_found',
  message: ({ filename }) => `You have uploaded no session '${filename}'.`,
  hint: 'GET /api/upload/sessions lists the ones you have.',
});

/** Whoever sends was removed while they did. */
export const uploaderUnknown = defineError({
  code: 'uploader_unknown',
  kind: 'forbidden',
  message: () => 'Your account was removed meanwhile; nothing was kept.',
  hint: 'Ask an administrator.',
});
