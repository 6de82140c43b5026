import type { AuthHost, FormFlow } from '@agnes/sdk';
import { addressField, choosePassword, newPasswordFields } from './choose-password.ts';

const purpose = 'password_reset';

/** A new password for somebody who has forgotten the old one. */
export const reset = (mail: AuthHost['mail']): FormFlow => ({
  title: 'Choose a new password',
  link: 'Forgot your password?',
  begin: {
    available: mail,
    button: 'Send me a link',
    fields: [addressField],
    done: 'If this address has an account, a link to choose a new password is on its way. It works for 24 hours.',
    run: ({ values: { email = '' }, links }) =>
      links.send({
        email,
        purpose,
        lifeSeconds: 24 * 60 * 60,
        path: '/auth/password/reset',
        to: 'anybody',
        mail: {
          subject: 'Choose a new password',
          heading: 'Choose a new password',
          body: [
            'Somebody, most likely you, asked for a new password for this account.',
            'The link works once, within 24 hours. If it was not you, nothing needs to be done: the old password stays.',
          ],
          label: 'Choose a new password',
        },
      }),
  },
  complete: {
    button: 'Save and sign in',
    fields: newPasswordFields,
    run: (attempt) => choosePassword(attempt, purpose),
  },
});
