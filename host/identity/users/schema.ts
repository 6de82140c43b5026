import { Type } from '@agnes/sdk';
import { pageFields } from '../page.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const instant = Type.String({ description: 'ISO 8601, UTC.' });
const closed = { additionalProperties: false } as const;
const name = Type.String({ maxLength: 200 });

/** A user as administrators see them. */
export const user = Type.Object({
  id: Type.String(),
  email: Type.String(),
  name: nullable(Type.String()),
  role: Type.Union([Type.Literal('admin'), Type.Literal('user')], { description: 'Informative only.' }),
  is_admin: Type.Boolean(),
  is_sso_user: Type.Boolean({ description: 'The identity provider decides about this person.' }),
  groups: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      is_system: Type.Boolean(),
      origin: Type.String({ description: 'system, google_sync, oidc:<name> or custom.' }),
    }),
  ),
  active: Type.Boolean(),
  created_at: instant,
  deactivated_at: nullable(instant),
  invite_url: nullable(Type.String({ description: 'Only in the answer that made the invitation.' })),
  invite_email_sent: nullable(Type.Boolean({ description: 'Only in the answer that made the invitation.' })),
});

/** An account of an identity provider that is linked to a user. */
export const linkedAccount = Type.Object({
  provider: Type.String(),
  issuer: Type.String(),
  email: Type.String({ description: 'As the provider had it when it was linked.' }),
  linked_at: instant,
  last_login_at: nullable(instant),
});

/** What `GET /api/users` reads. */
export const userQuery = Type.Object({
  q: Type.Optional(Type.String({ description: 'Part of the e-mail or the name.' })),
  ...pageFields,
});

/** The path of one user. */
export const userId = Type.Object({ id: Type.String() });

/** What `POST /api/users` reads. */
export const userDraft = Type.Object(
  {
    email: Type.String({ minLength: 1, maxLength: 320 }),
    name,
    send_invite: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Make a link to a first password, and mail it if possible.',
      }),
    ),
  },
  closed,
);

/** What `PATCH /api/users/{id}` reads. */
export const userChange = Type.Object(
  { name: Type.Optional(name), active: Type.Optional(Type.Boolean()) },
  closed,
);

/** What `POST /api/users/{id}/reset-password` answers. */
export const resetLink = Type.Object({ reset_url: Type.String(), email_sent: Type.Boolean() });

/** What `POST /api/users/{id}/set-password` reads. */
export const newPassword = Type.Object({ password: Type.String({ maxLength: 1024 }) }, closed);
