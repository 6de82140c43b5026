import { type Static, Type } from '@agnes/sdk';

/** What one source is set up with. */
export const settings = Type.Object(
  {
    url: Type.String({ format: 'url', title: 'Address of the help desk' }),
    token: Type.String({
      format: 'secret',
      title: 'Environment variable of the host that holds the token',
    }),
  },
  { additionalProperties: false },
);

/** Settings as `check`, `discover` and `read` get them. */
export type Settings = Static<typeof settings>;
