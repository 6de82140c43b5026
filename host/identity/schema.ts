import { Type } from '@agnes/sdk';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const instant = Type.String({ description: 'ISO 8601, UTC.' });
const email = Type.String({ minLength: 1, maxLength: 320 });
const password = Type.Optional(Type.String({ maxLength: 1024, default: '' }));

const oneTimeToken = Type.String({ minLength: 1, maxLength: 200 });

/** What a token is good for. */
export const scopes = Type.Array(
  Type.Union([
    Type.Literal('read', { description: 'Catalog, query, download.' }),
    Type.Literal('sync', { description: 'read, and uploads.' }),
    Type.Literal('marketplace', { description: 'The feed only.' }),
    Type.Literal('admin', { description: 'What an administrator may; needs an administrator as owner.' }),
  ]),
  { minItems: 1, uniqueItems: true, description: 'Absent: all rights of the owner.' },
);

/** What `POST /auth/token` reads. */
export const passwordSignIn = Type.Object({ email, password }, { additionalProperties: false });

/** What `POST /auth/password/login` reads. */
export const passwordLogin = Type.Object(
  { email, password: Type.String({ maxLength: 1024 }) },
  { additionalProperties: false },
);

/** What `POST /auth/password/setup` reads. */
export const passwordSetup = Type.Object(
  { email, token: oneTimeToken, password: Type.String({ maxLength: 1024 }) },
  { additionalProperties: false },
);

/** What `POST /auth/email/send-link` reads. */
export const linkRequest = Type.Object({ email }, { additionalProperties: false });

/** What `POST /auth/email/send-link` answers, the same for every address. */
export const linkSent = Type.Object({
  message: Type.String(),
  dev_link: Type.Optional(Type.String({ description: 'In development only.' })),
});

/** What a sign-in by password or link answers. */
export const signedIn = Type.Object({
  access_token: Type.String(),
  token_type: Type.Literal('bearer'),
  email: Type.String(),
  role: Type.String({ description: 'Informative only.' }),
});

/** What `POST /auth/bootstrap` reads. */
export const firstAdmin = Type.Object(
  {
    email,
    name: Type.Optional(
      Type.String({ maxLength: 200, default: '', description: 'Blank: the part before the @.' }),
    ),
    password,
    setup_code: Type.Optional(Type.String({ maxLength: 200, description: 'Or in the header X-Setup-Code.' })),
  },
  { additionalProperties: false },
);

/** What a sign-in answers. */
export const accessToken = Type.Object({
  access_token: Type.String(),
  token_type: Type.Literal('bearer'),
  user_id: Type.String(),
  email: Type.String(),
  role: Type.Union([Type.Literal('admin'), Type.Literal('user')], { description: 'Informative only.' }),
});

/** What `POST /auth/logout` reads. */
export const logout = Type.Object(
  { all: Type.Optional(Type.Boolean({ default: false, description: 'Every session of the caller.' })) },
  { additionalProperties: false },
);

/** What `GET /auth/me` answers. */
export const me = Type.Object({
  user_id: Type.String(),
  email: Type.String(),
  name: nullable(Type.String()),
  is_admin: Type.Boolean(),
  groups: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), is_system: Type.Boolean() })),
  token_kind: Type.String({ description: 'session, pat, oauth or system.' }),
  scopes: nullable(Type.Array(Type.String())),
  expires_at: nullable(instant),
});

/** What `POST /auth/tokens` reads. */
export const tokenDraft = Type.Object(
  {
    name: Type.String({ maxLength: 200 }),
    expires_in_days: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1, maximum: 3650 }), Type.Null()], {
        default: 90,
        description: 'null: never.',
      }),
    ),
    scopes: Type.Optional(scopes),
  },
  { additionalProperties: false },
);

/** A personal access token with its value. */
export const newToken = Type.Object({
  id: Type.String(),
  name: Type.String(),
  prefix: Type.String({ description: 'The first 8 characters of the id.' }),
  token: Type.String({ description: 'Shown only here.' }),
  expires_at: nullable(instant),
  created_at: instant,
});

/** A personal access token without its value, or a connected application. */
export const token = Type.Object({
  id: Type.String(),
  name: Type.String(),
  kind: Type.Union([Type.Literal('pat'), Type.Literal('oauth')], {
    description: 'oauth: an application that was connected; it ends when it is not used for 30 days.',
  }),
  prefix: Type.String(),
  created_at: instant,
  expires_at: nullable(instant),
  last_used_at: nullable(instant),
  revoked_at: nullable(instant),
  scopes: nullable(Type.Array(Type.String())),
});

/** The path of one personal access token. */
export const tokenId = Type.Object({ id: Type.String() });
