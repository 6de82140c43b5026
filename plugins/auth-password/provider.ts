import { defineAuthProvider } from '@agnes/sdk';

/** Sign-in with e-mail and password. The host compares; this plugin never sees a hash. */
export default defineAuthProvider({
  id: 'password',
  title: 'E-mail and password',
  kind: 'form',
  fields: [
    { name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username' },
    { name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' },
  ],
  complete: ({ email = '', password = '' }, { passwords }) => passwords.verify(email, password),
});
