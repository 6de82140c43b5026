import { defineError } from '@agnes/sdk/errors';

/** No user has this id. */
export const userUnknown = defineError<{ id: string }>({
  code: 'user_unknown',
  kind: 'not_found',
  message: ({ id }) => `There is no user with the id "${id}".`,
  hint: 'GET /api/users lists the users.',
});

/** Addresses are unique, however they are spelled. */
export const userExists = defineError<{ email: string }>({
  code: 'user_exists',
  kind: 'conflict',
  message: ({ email }) => `A user already has the e-mail "${email}".`,
  hint: 'Use that user; GET /api/users?q= finds it.',
});

/** A user is shown by name. */
export const blankUserName = defineError({
  code: 'blank_name',
  kind: 'bad_request',
  message: () => 'The name of the user is blank.',
  hint: 'Say what the person is called.',
});

/** Nobody locks themselves out by a slip. */
export const ownAccount = defineError({
  code: 'own_account',
  kind: 'conflict',
  message: () => 'You cannot deactivate or delete your own account.',
  hint: 'Ask another administrator.',
});

/** The identity provider decides about this person. */
export const ssoManaged = defineError<{ email: string }>({
  code: 'sso_managed',
  kind: 'conflict',
  message: ({ email }) => `"${email}" is managed by the identity provider.`,
  hint: 'Change the account there; here it can be deactivated.',
});

/** The host itself acts as this user. */
export const serviceUser = defineError<{ email: string }>({
  code: 'service_user',
  kind: 'conflict',
  message: ({ email }) => `"${email}" belongs to the host itself and cannot be changed.`,
  hint: 'Nothing to do; nobody signs in as it.',
});
