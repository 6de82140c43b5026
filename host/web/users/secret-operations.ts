import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { below } from '../address.ts';
import { page } from '../form-fields.ts';
import { secretReply } from '../page-reply.ts';
import { orShowAgain } from '../refusal.ts';
import { type UserServices, userDeed, userPage } from './user-page.ts';

const params = Type.Object({ id: Type.String() });
const path = '/admin/users';

const resetLink = operation({
  id: 'web.user_reset_link',
  route: 'POST /admin/users/:id/reset-link',
  summary: 'Makes a link to a new password; it is in this answer and nowhere else',
  who: 'admin',
  params,
  result: page,
  problems: ['user_unknown', 'sso_managed', 'service_user'],
  audit: ({ params: { id } }) => ({ action: 'user.reset_password', resource: id }),
  run: async (input, services: UserServices) => {
    const { id } = input.params;
    const { web, identity } = services;
    const back = { href: below(path, id), label: 'Back to the user' };
    const made = async () => {
      const { url, isMailed } = await identity.accounts.credentials.resetPassword(id, input.intent);
      const view = {
        heading: 'A link to a new password',
        says: isMailed
          ? 'It has also left by mail.'
          : 'No mail is set up here: hand it to the person yourself.',
        label: 'Link',
        value: url,
        warning: 'It works once, within 24 hours, for whoever opens it. Until then the old password stays.',
        back,
      };
      return secretReply(web, input, { view, path });
    };
    return orShowAgain(made, (refusal) => userPage(services, input, { id, refusal }));
  },
});

const setPassword = operation({
  id: 'web.user_set_password',
  route: 'POST /admin/users/:id/password',
  summary: 'Gives a user a password, from the page; every session of theirs ends',
  who: 'admin',
  params,
  body: Type.Object({ password: Type.String({ maxLength: 1024 }) }, { additionalProperties: false }),
  unknownKeys: 'ignore',
  result: page,
  problems: ['user_unknown', 'weak_password', 'sso_managed', 'service_user', 'busy'],
  audit: ({ params: { id } }) => ({ action: 'user.set_password', resource: id }),
  run: (input, services: UserServices) =>
    userDeed(services, input, {
      act: () => {
        const wanted = { id: input.params.id, password: input.body.password };
        return services.identity.accounts.credentials.setPassword(input.principal, wanted, input.intent);
      },
      done: 'password_set',
      at: '#password',
    }),
});

/** Passwords, as the page about a user hands them out. */
export const userSecretOperations = [resetLink, setPassword] as const;
