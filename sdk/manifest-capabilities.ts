import { Type } from './schema.ts';

const why = Type.String({
  minLength: 1,
  maxLength: 2000,
  description: 'Shown to the administrator who grants it.',
});
const closed = { additionalProperties: false } as const;
const settingPath = '^[a-z][A-Za-z0-9_]*(\\.[a-z][A-Za-z0-9_]*)*$';

const network = Type.Object(
  {
    host: Type.Optional(
      Type.String({
        pattern: '^(\\*\\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?$',
        description: 'A host name, or `*.suffix`.',
      }),
    ),
    config: Type.Optional(
      Type.String({
        pattern: '^[a-z][A-Za-z0-9_]*(\\[\\])?(\\.[a-z][A-Za-z0-9_]*(\\[\\])?)*$',
        description:
          'A setting (a URL or a list of them) that names the host; `a.b` and `a[].b` look inside.',
      }),
    ),
    secret: Type.Optional(
      Type.Object(
        {
          config: Type.String({ description: 'The setting that names the secret; `a.b` looks inside.' }),
          header: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9-]*$' }),
          template: Type.String({
            pattern: '\\{(secret|basic:[A-Za-z][A-Za-z0-9_]*)\\}',
            description:
              'Header value. `{secret}` is the secret; `{basic:user}` is the setting `user`, a colon and the secret in base64, as in `Basic {basic:user}`.',
            default: '{secret}',
          }),
        },
        {
          ...closed,
          description: 'A header the host adds to requests to this host; the plugin never holds it.',
        },
      ),
    ),
    why,
  },
  closed,
);

/** What a plugin asks for beyond its own files; each item says why. */
export const capabilities = Type.Object(
  {
    network: Type.Optional(Type.Array(network)),
    metadata: Type.Optional(
      Type.Object(
        {
          config: Type.String({
            pattern: settingPath,
            description: 'Setting with the address of the service.',
          }),
          why,
        },
        { ...closed, description: 'Reads the metadata service of the cloud; for bundled plugins.' },
      ),
    ),
    catalog: Type.Optional(
      Type.Object(
        { why },
        { ...closed, description: 'Reads names, columns and numbers of all tables, never their rows.' },
      ),
    ),
    files: Type.Optional(
      Type.Array(Type.Object({ from: Type.String({ pattern: '^config\\.[A-Za-z0-9_]+$' }), why }, closed), {
        description: 'Folders a run may read, named by a setting of the source.',
      }),
    ),
    secrets: Type.Optional(
      Type.Array(
        Type.Object(
          {
            config: Type.String({
              pattern: '^[A-Za-z][A-Za-z0-9_]*(\\.[A-Za-z][A-Za-z0-9_]*)*$',
              description: 'The setting that names it; `a.b` looks inside.',
            }),
            why,
          },
          closed,
        ),
        {
          description:
            'Secrets that the run itself is given; for the runtime `duckdb` and for plugins with `sockets`.',
        },
      ),
    ),
    duckdbExtensions: Type.Optional(
      Type.Array(Type.Object({ name: Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$' }), why }, closed), {
        description:
          'Extensions that a connector of the runtime `duckdb` loads; the host has a list of its own.',
      }),
    ),
    sockets: Type.Optional(
      Type.Array(
        Type.Object(
          {
            host: Type.Optional(
              Type.String({
                pattern: '^(\\*\\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?$',
                description: 'A host name, or `*.suffix`.',
              }),
            ),
            config: Type.Optional(
              Type.String({ pattern: settingPath, description: 'A setting that names the host, or a URL.' }),
            ),
            port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
            portConfig: Type.Optional(
              Type.String({ pattern: settingPath, description: 'A setting that holds the port.' }),
            ),
            why,
          },
          closed,
        ),
        {
          minItems: 1,
          description:
            'Opens connections of its own to these hosts, for protocols that are not HTTP; the run then holds its secrets itself, and the confinement of its network is a seat belt.',
        },
      ),
    ),
    state: Type.Optional(
      Type.Object({ why }, { ...closed, description: 'Keeps a folder of its own for every source.' }),
    ),
    folders: Type.Optional(
      Type.Array(Type.Object({ name: Type.Literal('docs'), why }, closed), {
        description: 'Folders of the instance that its jobs write into.',
      }),
    ),
    llm: Type.Optional(
      Type.Object({ why }, { ...closed, description: 'Asks the language model that is configured.' }),
    ),
    process: Type.Optional(
      Type.Object(
        { host: Type.Literal(true), why },
        { ...closed, description: 'Runs inside the host process.' },
      ),
    ),
  },
  closed,
);
