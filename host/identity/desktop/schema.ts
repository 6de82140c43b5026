import { Type } from '@agnes/sdk';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const instant = Type.String({ description: 'ISO 8601, UTC.' });

/** A code for one device. */
export const desktopInvitation = Type.Object({
  code: Type.String({ description: 'Works once.' }),
  url: Type.String({ description: 'Hands the code to the program on this machine.' }),
  expires_in: Type.Integer({ description: 'Seconds.' }),
});

/** What `POST /api/desktop/token` reads. */
export const desktopTokenRequest = Type.Object(
  {
    code: Type.Optional(
      Type.String({ maxLength: 200, description: 'Absent: the desktop token in the header is replaced.' }),
    ),
    device_name: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
);

/** A desktop token with its value. */
export const desktopToken = Type.Object({
  token: Type.String({ description: 'Shown only here.' }),
  expires_at: instant,
  user: Type.Object({ id: Type.String(), email: Type.String(), name: nullable(Type.String()) }),
});

/** Devices that are linked now. */
export const desktopLinks = Type.Object({
  links: Type.Array(
    Type.Object({
      jti: Type.String(),
      device_name: nullable(Type.String()),
      created_at: instant,
      expires_at: instant,
      last_used_at: nullable(instant),
    }),
  ),
});

/** The path of one device. */
export const desktopLinkId = Type.Object({ jti: Type.String() });

/** What opens the notification channel. */
export const wsTicket = Type.Object({
  ticket: Type.String({ description: 'Works once.' }),
  expires_in: Type.Integer({ description: 'Seconds.' }),
});
