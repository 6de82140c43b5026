import { defineAuthProvider } from '@agnes/sdk';
import { reset } from './reset.ts';
import { setup } from './setup.ts';

/** Sign-in with e-mail and password. The host compares and keeps; this plugin never sees a hash. */
export default defineAuthProvider({
  id: 'password',
  methods: ({ mail }) => [
    {
      id: 'password',
      kind: 'form',
      title: 'E-mail and password',
      order: 30,
      available: () => ({ ok: true }),
      flows: {
        'sign-in': {
          title: 'Sign in',
          complete: {
            button: 'Sign in',
            fields: [
              { name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username' },
              { name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' },
            ],
            run: ({ values: { email = '', password = '' }, passwords }) => passwords.verify(email, password),
          },
        },
        reset: reset(mail),
        setup: setup(mail),
      },
    },
  ],
});
