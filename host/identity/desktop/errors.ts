import { defineError } from '@agnes/sdk/errors';

/** The code is wrong, used, too old, or of somebody who is switched off. */
export const desktopCodeInvalid = defineError({
  code: 'desktop_code_invalid',
  kind: 'unauthenticated',
  message: () => 'The code is not valid: it was used, it is older than 10 minutes, or a newer one was made.',
  hint: 'Start linking the device again on the page that shows your devices.',
});

/** The caller has no linked device of this id. */
export const desktopLinkUnknown = defineError<{ jti: string }>({
  code: 'desktop_link_unknown',
  kind: 'not_found',
  message: ({ jti }) => `You have no linked device with the id "${jti}".`,
  hint: 'GET /api/desktop/links lists your devices.',
});
