import { type Static, Type } from '@agnes/sdk';

/** What an administrator sets; `agnes plugin pack` writes it into the manifest. */
export const settings = Type.Object(
  {
    most_rows: Type.Optional(Type.Integer({ title: 'Most rows of a table', minimum: 1, default: 1_000_000 })),
  },
  { additionalProperties: false },
);

/** Settings as `setup` gets them: defaults are filled in. */
export type Settings = Required<Static<typeof settings>>;
