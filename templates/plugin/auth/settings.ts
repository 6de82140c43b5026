import { type Static, Type } from '@agnes/sdk';

/** What an administrator sets; `agnes plugin pack` writes it into the manifest. */
export const settings = Type.Object(
  { url: Type.Optional(Type.String({ format: 'url', title: 'Address of the directory' })) },
  { additionalProperties: false },
);

/** Settings as the provider gets them. */
export type Settings = Static<typeof settings>;
