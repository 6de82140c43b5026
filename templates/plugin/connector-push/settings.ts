import { type Static, Type } from '@agnes/sdk';

/** What one source is set up with; `agnes plugin pack` writes it into the manifest. */
export const settings = Type.Object(
  {
    signing_key: Type.String({
      title: 'Signing key',
      description: 'Name of the secret that the carrier signs with.',
      format: 'secret',
    }),
  },
  { additionalProperties: false },
);

/** Settings as `check`, `discover` and `read` get them. */
export type Settings = Static<typeof settings>;
