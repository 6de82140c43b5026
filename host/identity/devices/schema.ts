import { Type } from '@agnes/sdk';
import { scopes } from '../schema.ts';

const closed = { additionalProperties: false } as const;
const userCode = Type.String({
  maxLength: 40,
  description: 'As the device shows it; dashes and case do not count.',
});

/** What `POST /auth/device/code` reads. */
export const deviceRequest = Type.Object(
  {
    client: Type.Optional(
      Type.String({
        maxLength: 200,
        default: '',
        description: 'Name of the machine; the token gets it, too.',
      }),
    ),
  },
  closed,
);

/** What a device that starts is told. */
export const deviceStarted = Type.Object({
  device_code: Type.String({ description: 'Only for the device.' }),
  user_code: Type.String({ description: 'For the person: XXXX-XXXX.' }),
  verification_uri: Type.String({ description: 'Where the person confirms it.' }),
  expires_in: Type.Integer({ description: 'Seconds.' }),
  interval: Type.Integer({ description: 'Seconds between two questions.' }),
});

/** What `POST /auth/device/token` reads. */
export const deviceQuestion = Type.Object({ device_code: Type.String({ maxLength: 200 }) }, closed);

/** What `POST /auth/device/approve` reads. */
export const deviceApproval = Type.Object({ user_code: userCode, scopes: Type.Optional(scopes) }, closed);

/** What `POST /auth/device/deny` reads. */
export const deviceDenial = Type.Object({ user_code: userCode }, closed);
