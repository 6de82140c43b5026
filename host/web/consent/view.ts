import type { AuthorizationParams } from '../../identity/applications/authorization.ts';
import type { Asked, Caller } from '../../identity/applications/consents.ts';
import { isLocalProgram, shownTarget } from '../../identity/applications/redirect-uri.ts';

const words: Readonly<Record<string, string>> = {
  read: 'find and query the tables that were granted to you, and see why you may use them',
  marketplace: 'list the skills and plugins that you are served',
};

/** What `consent.mustache` is filled with to ask. The form sends everything once more, and it is checked once more. */
export const askedView = (
  { client, redirectUri, authorization }: Asked,
  { params, email }: { readonly params: AuthorizationParams; readonly email: string },
): object => ({
  asked: {
    name: client.name,
    target: shownTarget(redirectUri),
    isLocal: isLocalProgram(redirectUri),
    email,
    may: authorization.scopes.map((scope) => words[scope] ?? scope),
    fields: Object.entries(params).map(([name, value]) => ({ name, value })),
  },
});

/** The same on the way back to the application. */
export const leavingView = ({ client, redirectUri }: Caller, href: string, isApproved: boolean): object => ({
  leaving: {
    says: isApproved ? `${client.name} is being connected.` : `${client.name} was refused.`,
    target: isLocalProgram(redirectUri) ? 'the application' : shownTarget(redirectUri),
    href,
  },
});

/** The same when the application has asked for something it cannot have: nobody is sent on without wanting to. */
export const refusedView = (
  { client, redirectUri }: Caller,
  { detail, hint, href }: { readonly detail: string; readonly hint: string; readonly href: string },
): object => ({
  refused: { name: client.name, target: shownTarget(redirectUri), detail, hint, href },
});
