import { Type } from './schema.ts';

/** Text for people. */
export const text = (description: string) => Type.String({ minLength: 1, maxLength: 2000, description });

/** Unknown keys are errors. */
export const closed = { additionalProperties: false } as const;

/** Id of a contribution. */
export const shortId = Type.String({
  pattern: '^[a-z][a-z0-9-]{0,62}$',
  description: 'Unique in the instance.',
});

/** The file of a contribution. */
export const entry = Type.String({
  pattern: '^[A-Za-z0-9_][A-Za-z0-9_./-]*\\.(ts|js|mjs)$',
  description: 'File inside the plugin whose default export is the `define…` value.',
});

/** How something that is kept is brought from one version to the next. */
export const migrations = Type.Array(
  Type.Object(
    {
      from: Type.Integer({ minimum: 1 }),
      to: Type.Integer({ minimum: 2, description: '`from` and one.' }),
      file: Type.String({
        pattern: '^[A-Za-z0-9_][A-Za-z0-9_-]*(/[A-Za-z0-9_][A-Za-z0-9_-]*)*\\.json$',
        description: 'File inside the plugin with `up`, and `down` where there is a way back.',
      }),
    },
    closed,
  ),
  { maxItems: 100 },
);
