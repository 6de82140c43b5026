import { defineError } from '@agnes/sdk/errors';

/** The person is proven, and in none of the groups that may sign in. */
export const notInAllowedGroup = defineError({
  code: 'not_in_allowed_group',
  kind: 'forbidden',
  message: () => 'This account is in none of the groups that may sign in here.',
  hint: 'Ask an administrator of the identity provider to put the account into a group of this instance.',
});
