import { defineError } from '@agnes/sdk/errors';

/** The address is not told: it may be anything, and whoever asked knows it. */
export const recipientInvalid = defineError({
  code: 'recipient_invalid',
  kind: 'invalid',
  message: () => 'A mail goes to exactly one plain e-mail address.',
  hint: 'Send to the address that is stored for the person.',
});

/** The key with which links in waiting mails are encrypted was damaged. The program ends with exit code 78. */
export const outboxKeyInvalid = defineError<{ path: string }>({
  code: 'outbox_key_invalid',
  kind: 'internal',
  message: ({ path }) => `${path} does not hold a key of 64 hex digits.`,
  hint: 'Restore the file, or delete it: a new one is made, and mails that wait lose their links.',
});

/** A waiting mail is not what was queued, or was queued under another key. */
export const linkUnreadable = defineError({
  code: 'link_unreadable',
  kind: 'internal',
  message: () => 'The link of this mail cannot be decrypted: the key or the row was changed.',
  hint: 'Ask for the mail again.',
});

/** No transport, or one whose settings are wrong. */
export const mailUnavailable = defineError<{ reason: string }>({
  code: 'mail_unavailable',
  kind: 'unavailable',
  message: ({ reason }) => `No mail can be sent: ${reason}.`,
  hint: 'Set SMTP_HOST and SMTP_FROM, or SENDGRID_API_KEY and EMAIL_FROM_ADDRESS, and start the host again.',
});

/** The mail server cannot be used by anybody just now. */
export const mailServerDown = defineError<{ server: string; reason: string }>({
  code: 'mail_server_down',
  kind: 'unavailable',
  message: ({ server, reason }) => `The mail server ${server} cannot be used: ${reason}.`,
  hint: 'Check that it runs, and the SMTP settings of the host. Waiting mails are tried for 24 hours.',
});

/** The mail server works and does not want this mail. */
export const mailRefused = defineError<{ server: string; reason: string }>({
  code: 'mail_refused',
  kind: 'upstream',
  message: ({ server, reason }) => `The mail server ${server} did not take the mail: ${reason}.`,
  hint: 'Check the address, and whether the sender may use this server.',
});
