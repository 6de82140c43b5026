import { operation } from '../../http/operation.ts';
import type { Identity } from '../identity.ts';
import { applicationScopes, mcpResource } from './resource.ts';
import * as schema from './schema.ts';

interface Services {
  readonly identity: Identity;
}

const protectedResource = <Id extends string, Route extends string>(id: Id, route: Route) =>
  operation({
    id,
    route,
    summary: 'What `/mcp` is, and who gives tokens for it (RFC 9728)',
    who: 'public',
    result: schema.protectedResource,
    run: async (_, { identity }: Services) => {
      const { origin } = identity.accounts.applications;
      return {
        resource: mcpResource(origin),
        resource_name: 'Agnes',
        authorization_servers: [origin],
        scopes_supported: [...applicationScopes],
        bearer_methods_supported: ['header'],
      };
    },
  });

const atRoot = protectedResource('oauth.resource', 'GET /.well-known/oauth-protected-resource');
const atMcp = protectedResource('oauth.resource_mcp', 'GET /.well-known/oauth-protected-resource/mcp');

const authorizationServer = operation({
  id: 'oauth.server',
  route: 'GET /.well-known/oauth-authorization-server',
  summary: 'How applications are registered and get tokens (RFC 8414)',
  who: 'public',
  result: schema.authorizationServer,
  run: async (_, { identity }: Services) => {
    const { origin } = identity.accounts.applications;
    return {
      issuer: origin,
      authorization_endpoint: `${origin}/oauth/authorize`,
      token_endpoint: `${origin}/oauth/token`,
      registration_endpoint: `${origin}/oauth/register`,
      revocation_endpoint: `${origin}/oauth/revoke`,
      scopes_supported: [...applicationScopes],
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none'],
      revocation_endpoint_auth_methods_supported: ['none'],
      authorization_response_iss_parameter_supported: true,
    };
  },
});

/** How applications find their way. */
export const applicationMetadataOperations = [atRoot, atMcp, authorizationServer] as const;
