import { Type } from '@agnes/sdk';

const text = (maxLength: number, description?: string) =>
  Type.Optional(Type.String({ maxLength, ...(description !== undefined && { description }) }));

/** Codes and tokens are short; an access token is the longest. */
const secret = 2_000;
const address = 2_000;

/** What `POST /oauth/register` reads of the metadata of RFC 7591; the rest is left alone. */
export const registration = Type.Object({
  client_name: Type.Optional(Type.String({ maxLength: 200 })),
  redirect_uris: Type.Array(Type.String({ minLength: 1, maxLength: address }), {
    minItems: 1,
    maxItems: 10,
    description: 'https, or http on localhost, 127.0.0.1 or [::1]; there any port will do later.',
  }),
});

/** An application that has registered. */
export const registered = Type.Object({
  client_id: Type.String(),
  client_id_issued_at: Type.Integer({ description: 'Seconds since 1970.' }),
  client_name: Type.String(),
  redirect_uris: Type.Array(Type.String()),
  grant_types: Type.Array(Type.String()),
  response_types: Type.Array(Type.String()),
  token_endpoint_auth_method: Type.Literal('none', {
    description: 'Applications are public: none has a secret.',
  }),
});

/** What an application sends a person to `/oauth/authorize` with. */
export const authorizationFields = {
  client_id: text(200),
  redirect_uri: text(address),
  response_type: text(50, '"code".'),
  code_challenge: text(200),
  code_challenge_method: text(50, '"S256".'),
  scope: text(1_000, 'Absent: read and marketplace.'),
  state: text(2_000),
  resource: text(address, 'The address of `/mcp`, which it is anyway.'),
};

/** What `POST /oauth/token` reads. */
export const tokenRequest = Type.Object({
  grant_type: text(100, '"authorization_code" or "refresh_token".'),
  client_id: text(200),
  code: text(secret),
  code_verifier: text(200),
  redirect_uri: text(address),
  refresh_token: text(secret),
  scope: text(1_000),
  resource: text(address),
});

/** What it answers. */
export const tokens = Type.Object({
  access_token: Type.String({ description: 'Good at `/mcp` and nowhere else.' }),
  token_type: Type.Literal('Bearer'),
  expires_in: Type.Integer({ description: 'Seconds.' }),
  refresh_token: Type.String({ description: 'Works once; the next one comes with the new token.' }),
  scope: Type.String(),
});

/** What `POST /oauth/revoke` reads. */
export const revocation = Type.Object({
  token: text(secret, 'An access token or a refresh token.'),
  token_type_hint: text(100),
  client_id: text(200),
});

/** What `/mcp` says of itself (RFC 9728). */
export const protectedResource = Type.Object({
  resource: Type.String(),
  resource_name: Type.String(),
  authorization_servers: Type.Array(Type.String()),
  scopes_supported: Type.Array(Type.String()),
  bearer_methods_supported: Type.Array(Type.String()),
});

/** How applications get tokens (RFC 8414). */
export const authorizationServer = Type.Object({
  issuer: Type.String(),
  authorization_endpoint: Type.String(),
  token_endpoint: Type.String(),
  registration_endpoint: Type.String(),
  revocation_endpoint: Type.String(),
  scopes_supported: Type.Array(Type.String()),
  response_types_supported: Type.Array(Type.String()),
  response_modes_supported: Type.Array(Type.String()),
  grant_types_supported: Type.Array(Type.String()),
  code_challenge_methods_supported: Type.Array(Type.String()),
  token_endpoint_auth_methods_supported: Type.Array(Type.String()),
  revocation_endpoint_auth_methods_supported: Type.Array(Type.String()),
  authorization_response_iss_parameter_supported: Type.Boolean(),
});
