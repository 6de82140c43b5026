import { type Static, Type } from '@agnes/sdk';

const closed = { additionalProperties: false } as const;
const below = Type.Optional(
  Type.String({ maxLength: 1000, description: 'Folder of the plugin inside; absent: the whole.' }),
);
const text = (description: string) => Type.String({ minLength: 1, maxLength: 2000, description });

const fromFolder = Type.Object(
  { type: Type.Literal('folder'), path: text('Absolute folder on the machine of the host.') },
  closed,
);

const fromArchive = Type.Object(
  {
    type: Type.Literal('archive'),
    file: Type.Optional(text('Absolute file on the machine of the host; or `url`.')),
    url: Type.Optional(text('Where it is downloaded from.')),
    integrity: text('`sha256-` and the hash of the archive, in hex or base64.'),
    path: below,
  },
  closed,
);

const repository = {
  url: text('https address of the repository.'),
  commit: Type.Optional(
    Type.String({ pattern: '^[0-9a-f]{40}$', description: 'Absent: where `ref` is now.' }),
  ),
  ref: Type.Optional(Type.String({ maxLength: 200, description: 'Branch or tag; absent: the head.' })),
  token_secret: Type.Optional(
    Type.String({ pattern: '^[A-Z][A-Z0-9_]{0,63}$', description: 'Name of the secret that may read it.' }),
  ),
};

const fromGit = Type.Object({ type: Type.Literal('git'), ...repository, path: below }, closed);

const fromMarketplace = Type.Object(
  {
    type: Type.Literal('marketplace'),
    ...repository,
    plugin: Type.String({
      pattern: '^[a-z0-9][a-z0-9-]{1,38}/[a-z0-9][a-z0-9-]{1,62}$',
      description:
        'Its publisher/slug: the folder with that `agnes.plugin.json` is found in the marketplace.',
    }),
  },
  closed,
);

/** Where an administrator says that a plugin is. */
export const wantedSource = Type.Union([fromFolder, fromArchive, fromGit, fromMarketplace]);

/** Where an administrator says that a plugin is. */
export type WantedSource = Static<typeof wantedSource>;

/** A source by its kind. */
export type WantedOf<Type extends WantedSource['type']> = Extract<WantedSource, { type: Type }>;
