import type { AuthHost, FormFlow } from '@agnes/sdk';
import { addressField, choosePassword, newPasswordFields } from './choose-password.ts';

const purpose = 'password_setup';

/** The first password of somebody whom an administrator has invited. */
export const setup = (mail: AuthHost['mail']): FormFlow => ({
  title: 'Set up your account',
  link: 'First time here?',
  begin: {
    available: mail,
    button: 'Send me a link',
    fields: [addressField],
    done: 'If this address was invited and has no password yet, a link to set one is on its way. It works for 7 days.',
    run: ({ values: { email = '' }, links }) =>
      links.send({
        email,
        purpose,
        lifeSeconds: 7 * 24 * 60 * 60,
        path: '/auth/password/setup',
        to: 'without_password',
        mail: {
          subject: 'Set up your account',
          heading: 'Set up your account',
          body: ['Choose a password to finish setting up your account. The link works once, within 7 days.'],
          label: 'Choose a password',
        },
      }),
  },
  complete: {
    button: 'Save and sign in',
    fields: [
      { name: 'name', label: 'Your name', type: 'text', autocomplete: 'name', optional: true },
      ...newPasswordFields,
    ],
    run: (attempt) => choosePassword(attempt, purpose),
  },
});
