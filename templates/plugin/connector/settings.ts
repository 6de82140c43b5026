import { type Static, Type } from '@agnes/sdk';

const year = { minimum: 1900, maximum: 2200 };

/** What one source is set up with; `agnes plugin pack` writes it into the manifest. */
export const settings = Type.Object(
  {
    first_year: Type.Integer({ title: 'First year', ...year }),
    last_year: Type.Integer({ title: 'Last year', ...year }),
  },
  { additionalProperties: false },
);

/** Settings as `check`, `discover` and `read` get them. */
export type Settings = Static<typeof settings>;
