import type { Client } from './client-repository.ts';
import { redirectMismatch, unsupportedResponseType } from './errors.ts';
import { challengeOf } from './pkce.ts';
import { isRegistered } from './redirect-uri.ts';
import { checkResource, mcpResource, offeredScopes } from './resource.ts';

/** What an application sends a person with; nothing about it has been believed. */
export interface AuthorizationParams {
  readonly client_id?: string | undefined;
  readonly redirect_uri?: string | undefined;
  readonly response_type?: string | undefined;
  readonly code_challenge?: string | undefined;
  readonly code_challenge_method?: string | undefined;
  readonly scope?: string | undefined;
  readonly state?: string | undefined;
  readonly resource?: string | undefined;
}

/** What an application may be given, if the person says yes. */
export interface Authorization {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly scopes: readonly string[];
  readonly resource: string;
}

/** Where the answer goes. Throws when the application has not registered that: then nobody is sent anywhere. */
export const redirectOf = ({ redirectUris }: Client, { redirect_uri }: AuthorizationParams): string => {
  if (redirect_uri === undefined || !isRegistered(redirectUris, redirect_uri)) throw redirectMismatch({});
  return redirect_uri;
};

/** What is asked for, checked. What this throws the application may be told. */
export const authorizationOf = (
  params: AuthorizationParams,
  { client, redirectUri, origin }: { client: Client; redirectUri: string; origin: string },
): Authorization => {
  if (params.response_type !== 'code') throw unsupportedResponseType({});
  const challenge = challengeOf(params);
  checkResource(origin, params.resource);
  const scopes = offeredScopes(params.scope);
  return { clientId: client.id, redirectUri, challenge, scopes, resource: mcpResource(origin) };
};
