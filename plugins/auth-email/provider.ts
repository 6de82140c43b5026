import { defineAuthProvider } from '@agnes/sdk';

const purpose = 'magic_link';

/** Sign-in with a link that the host mails. It makes nobody a user. */
export default defineAuthProvider({
  id: 'email',
  methods: ({ mail }) => [
    {
      id: 'email',
      kind: 'form',
      title: 'A link by e-mail',
      order: 20,
      available: mail,
      flows: {
        'sign-in': {
          title: 'Sign in with a link',
          begin: {
            button: 'Mail me a link',
            fields: [{ name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username' }],
            done: 'If this address has an account, a link to sign in is on its way. It works once, within 60 minutes.',
            run: ({ values: { email = '' }, links }) =>
              links.send({
                email,
                purpose,
                lifeSeconds: 60 * 60,
                path: '/auth/email/verify',
                to: 'anybody',
                mail: {
                  subject: 'Your link to sign in',
                  heading: 'Sign in',
                  body: [
                    'The link signs you in once, within 60 minutes.',
                    'If you did not ask for it, nothing needs to be done.',
                  ],
                  label: 'Sign in',
                },
              }),
          },
          complete: {
            button: 'Sign in',
            fields: [],
            run: ({ values: { email = '', token = '' }, links }) => links.take({ email, token, purpose }),
          },
        },
      },
    },
  ],
});
