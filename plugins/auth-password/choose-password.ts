import type { AuthField, FormAttempt, SignInOutcome } from '@agnes/sdk';

/** Fields of the form in which a password is chosen. */
export const newPasswordFields: readonly AuthField[] = [
  {
    name: 'password',
    label: 'New password',
    type: 'password',
    autocomplete: 'new-password',
    hint: 'At least 8 characters; a few words are easier to keep than a riddle.',
  },
  { name: 'confirm_password', label: 'The same again', type: 'password', autocomplete: 'new-password' },
];

/** Sets the password of whoever comes with a link of this purpose. What is wrong with it is said before the link is used up. */
export const choosePassword = async (
  { values, passwords, links }: FormAttempt,
  purpose: string,
): Promise<SignInOutcome> => {
  const { email = '', token = '', password = '', confirm_password: again = '', name = '' } = values;
  passwords.check(password);
  if (password !== again) return { reject: 'passwords_differ' };
  const claim = await links.take({ email, token, purpose });
  if (claim) await passwords.set(claim, { password, name });
  return claim;
};

/** The one field of a form that asks for a link. */
export const addressField: AuthField = {
  name: 'email',
  label: 'E-mail',
  type: 'email',
  autocomplete: 'username',
};
