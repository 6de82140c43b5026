import { defineError } from '@agnes/sdk/errors';

const signInAgain = 'Sign in again: POST /auth/token gives a new token.';

/** The credential is nothing this host or a sign-in plugin recognises. */
export const invalidToken = defineError({
  code: 'invalid_token',
  kind: 'unauthenticated',
  message: () => 'The access token is not valid here.',
  hint: signInAgain,
});

/** The token is ours but no row stands behind it. */
export const tokenUnknown = defineError({
  code: 'token_unknown',
  kind: 'unauthenticated',
  message: () => 'The access token is not known; it may have been removed.',
  hint: signInAgain,
});

/** Somebody ended this session or revoked this token. */
export const tokenRevoked = defineError({
  code: 'token_revoked',
  kind: 'unauthenticated',
  message: () => 'The access token has been revoked.',
  hint: signInAgain,
});

/** The token has outlived itself. */
export const tokenExpired = defineError({
  code: 'token_expired',
  kind: 'unauthenticated',
  message: () => 'The access token has expired.',
  hint: signInAgain,
});

/** The envelope is validly signed, but it is not the one that was issued under its id. */
export const tokenMismatch = defineError({
  code: 'token_mismatch',
  kind: 'unauthenticated',
  message: () => 'The access token is not the one that was issued under its id.',
  hint: signInAgain,
});

/** The credential is proven, but it names nobody here. */
export const userNotFound = defineError({
  code: 'user_not_found',
  kind: 'unauthenticated',
  message: () => 'The credential names a user that does not exist here.',
  hint: 'Ask an administrator to create the user.',
});

/** The person is proven and has been switched off. */
export const accountDeactivated = defineError({
  code: 'account_deactivated',
  kind: 'unauthenticated',
  message: () => 'This account is deactivated.',
  hint: 'Ask an administrator to activate it.',
});

/** One text for an unknown user, a wrong password and no password. */
export const invalidCredentials = defineError({
  code: 'invalid_credentials',
  kind: 'unauthenticated',
  message: () => 'E-mail or password is wrong.',
  hint: 'Check both, or ask an administrator to reset the password.',
});

/** An address that its provider has not verified proves nothing. */
export const emailNotVerified = defineError({
  code: 'email_not_verified',
  kind: 'unauthenticated',
  message: () => 'The sign-in provider has not verified the e-mail address of this account.',
  hint: 'Verify the address at the provider, then sign in again.',
});

/** A second account of one issuer claims an address that already belongs to the first. */
export const identityConflict = defineError({
  code: 'oauth_failed',
  kind: 'unauthenticated',
  message: () => 'This e-mail address is linked to another account of the same sign-in provider.',
  hint: 'Ask an administrator to resolve the conflict; the audit log shows it as identity_conflict.',
});

/** More passwords are being checked than memory is set aside for. */
export const busy = defineError({
  code: 'busy',
  kind: 'unavailable',
  message: () => 'Too many sign-ins are being checked at this moment.',
  hint: 'Try again in a few seconds.',
});

/** A signing key that could be guessed lets anybody sign tokens. */
export const secretTooShort = defineError<{ name: string; reason: string }>({
  code: 'secret_too_short',
  kind: 'invalid',
  message: ({ name, reason }) => `The signing key ${name} cannot be used: ${reason}.`,
  hint: 'Set at least 32 random characters (`openssl rand -hex 32`), or remove it and one is generated.',
});

/** A key that serves two purposes makes what one of them signs good for the other. */
export const secretsEqual = defineError<{ name: string; other: string }>({
  code: 'secrets_equal',
  kind: 'invalid',
  message: ({ name, other }) => `The signing keys ${name} and ${other} are the same.`,
  hint: 'Set another one (`openssl rand -hex 32`), or remove it and one is generated.',
});

/** The one-time code is missing, wrong, used or older than an hour. */
export const setupCodeInvalid = defineError({
  code: 'setup_code_invalid',
  kind: 'forbidden',
  message: () => 'The setup code is missing, wrong, used or expired.',
  hint: 'Use the code printed at start; `agnes server setup-code` prints a new one.',
});

/** The first administrator exists, and with that this door is gone. */
export const bootstrapClosed = defineError({
  code: 'bootstrap_closed',
  kind: 'forbidden',
  message: () => 'An administrator exists; the first-time setup is closed.',
  hint: 'Sign in, or ask an administrator for an account.',
});

/** The password breaks a rule for new passwords. */
export const weakPassword = defineError<{ reason: string }>({
  code: 'weak_password',
  kind: 'bad_request',
  message: ({ reason }) => `The password ${reason}.`,
  hint: 'Choose another: 8 characters or more, not one that is on every list.',
});

/** The text is no e-mail address. */
export const invalidEmail = defineError<{ email: string }>({
  code: 'invalid_email',
  kind: 'bad_request',
  message: ({ email }) => `"${email}" is not an e-mail address.`,
  hint: 'Send an address like name@example.com.',
});

/** The address belongs to a user of the host itself. */
export const reservedEmail = defineError<{ email: string }>({
  code: 'reserved_email',
  kind: 'conflict',
  message: ({ email }) => `"${email}" belongs to the host itself.`,
  hint: 'Use the address of a person.',
});

/** The caller owns no token of this id. */
export const tokenNotFound = defineError<{ id: string }>({
  code: 'token_not_found',
  kind: 'not_found',
  message: ({ id }) => `You have no access token with the id "${id}".`,
  hint: 'GET /auth/tokens lists your tokens.',
});

/** A token needs a name to be recognised by later. */
export const blankTokenName = defineError({
  code: 'blank_name',
  kind: 'bad_request',
  message: () => 'The name of the token is blank.',
  hint: 'Name what the token is for.',
});
