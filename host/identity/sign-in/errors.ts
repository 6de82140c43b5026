import { defineError } from '@agnes/sdk/errors';

/** No enabled plugin contributes this sign-in method. */
export const providerUnavailable = defineError<{ provider: string }>({
  code: 'provider_unavailable',
  kind: 'unavailable',
  message: ({ provider }) => `No enabled plugin offers the sign-in method "${provider}".`,
  hint: 'Ask an administrator to enable the plugin of this sign-in method.',
});

/** The plugin behind a sign-in method threw or took too long. */
export const providerFailed = defineError<{ provider: string }>({
  code: 'provider_failed',
  kind: 'unavailable',
  message: ({ provider }) => `The sign-in method "${provider}" failed.`,
  hint: 'Try again; if it stays, ask an administrator to look at the state of its plugin.',
});

/** The method has no such form. */
export const unknownFlow = defineError<{ provider: string; flow: string }>({
  code: 'unknown_flow',
  kind: 'not_found',
  message: ({ provider, flow }) => `The sign-in method "${provider}" has no form "${flow}".`,
  hint: 'GET /login links to every form there is.',
});

/** The plugin knows who it is and does not let them in. */
export const signInRejected = defineError<{ code: string }>({
  code: 'sign_in_rejected',
  kind: 'unauthenticated',
  message: ({ code }) => `The sign-in was refused: ${code}.`,
  hint: 'Correct what the code names and try again.',
});

/** A one-time link that is wrong, used, too old or for something else. */
export const linkInvalid = defineError({
  code: 'link_invalid',
  kind: 'bad_request',
  message: () => 'This link is not valid: it was used, it is too old, or a newer one was sent.',
  hint: 'Ask for a new link.',
});

/** The first step needs something the host does not have now, such as a way to send mail. The same for every address. */
export const stepUnavailable = defineError<{ reason: string }>({
  code: 'step_unavailable',
  kind: 'unavailable',
  message: ({ reason }) => `This cannot be begun now: ${reason}.`,
  hint: 'Ask an administrator, who can make a link for you.',
});

/** The same for a link that should have signed somebody in. */
export const signInLinkInvalid = defineError({
  code: 'link_invalid',
  kind: 'unauthenticated',
  message: () => 'This link is not valid: it was used, it is too old, or a newer one was sent.',
  hint: 'Ask for a new link.',
});

/** The link was good, and the account behind it is switched off. */
export const accountInactive = defineError({
  code: 'account_inactive',
  kind: 'forbidden',
  message: () => 'This account is deactivated.',
  hint: 'Ask an administrator to activate it.',
});

/** A plugin asked for a kind of link that only the host makes. */
export const purposeReserved = defineError<{ purpose: string }>({
  code: 'purpose_reserved',
  kind: 'internal',
  message: ({ purpose }) => `One-time links for "${purpose}" belong to the host.`,
  hint: 'Name the purpose after what the plugin uses the link for.',
});

/** A plugin made up a claim in the name of the host. */
export const claimReserved = defineError<{ provider: string }>({
  code: 'claim_reserved',
  kind: 'internal',
  message: ({ provider }) => `The sign-in method "${provider}" claims in the name of the host.`,
  hint: 'Use the issuer of the provider; claims of the host come from `passwords` and `links` only.',
});

/** A plugin wanted to change a password without a link having been taken. */
export const passwordNotTaken = defineError({
  code: 'password_not_taken',
  kind: 'internal',
  message: () => 'A password is set only for the person whose link was taken in the same attempt.',
  hint: 'Take the link first and pass on the claim that it gave.',
});

/** State, code, exchange or ID token of a handshake are not in order; the reason is for the log. */
export const handshakeFailed = defineError<{ reason: string }>({
  code: 'oauth_failed',
  kind: 'unauthenticated',
  message: ({ reason }) => `The sign-in with the identity provider failed: ${reason}.`,
  hint: 'Start again from the sign-in page.',
});

/** The provider vouches for the address, and people of that domain may not come in. */
export const domainNotAllowed = defineError<{ domain: string }>({
  code: 'domain_not_allowed',
  kind: 'forbidden',
  message: ({ domain }) => `People of the domain "${domain}" may not sign in here.`,
  hint: 'An administrator can add the domain to `auth.allowed_domain`.',
});
