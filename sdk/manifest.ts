import { capabilities } from './manifest-capabilities.ts';
import { type Static, Type } from './schema.ts';

const text = (description: string) => Type.String({ minLength: 1, maxLength: 2000, description });
const closed = { additionalProperties: false } as const;
const shortId = Type.String({ pattern: '^[a-z][a-z0-9-]{0,62}$', description: 'Unique in the instance.' });
const entry = Type.String({
  pattern: '^[A-Za-z0-9_][A-Za-z0-9_./-]*\\.(ts|js|mjs)$',
  description: 'File inside the plugin whose default export is the `define…` value.',
});
const configured = Type.Object(
  {
    version: Type.Integer({ minimum: 1, description: 'Raised when the shape of the settings changes.' }),
    schema: Type.Object(
      { type: Type.Literal('object') },
      { description: 'JSON Schema of the settings.', additionalProperties: true },
    ),
  },
  closed,
);
const settings = Type.Object(
  {
    ...configured.properties,
    section: Type.Optional(
      Type.String({
        pattern: '^[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*$',
        description: 'Section of instance.yaml that holds them, too; for plugins that ship with the host.',
      }),
    ),
    env: Type.Optional(
      Type.Record(Type.String(), Type.String({ pattern: '^[A-Z][A-Z0-9_]{0,63}$' }), {
        description: 'Setting → environment variable that wins over the files. Never for secrets.',
      }),
    ),
  },
  closed,
);

const connector = Type.Object(
  {
    id: shortId,
    title: text('Shown where a source is added.'),
    mode: Type.Literal('batch', { description: 'How data comes: pulled in runs.' }),
    runtime: Type.Union([Type.Literal('stream'), Type.Literal('duckdb')], {
      description:
        '`stream`: confined child, no network, no addons; the host writes the parquet. `duckdb`: a child that may open DuckDB and writes an extract; trusted, so bundled or approved.',
    }),
    entry,
    config: configured,
  },
  closed,
);

const hookNames = [
  'beforeExtract',
  'afterExtract',
  'afterRebuild',
  'listResourceBlocks',
  'resolveUser',
] as const;

const hook = Type.Object(
  { entry, taps: Type.Array(Type.Union(hookNames.map((name) => Type.Literal(name))), { minItems: 1 }) },
  closed,
);
const service = Type.Object({ id: shortId, title: text('Name of the service.'), entry }, closed);

const contributes = Type.Object(
  {
    connectors: Type.Optional(Type.Array(connector)),
    authProviders: Type.Optional(
      Type.Array(
        Type.Object(
          {
            id: shortId,
            entry,
            instances: Type.Optional(
              Type.Boolean({ description: 'True: one method for each instance, called `<id>:<instance>`.' }),
            ),
          },
          closed,
        ),
      ),
    ),
    resourceTypes: Type.Optional(Type.Array(Type.Object({ key: text('Key of the type.'), entry }, closed))),
    services: Type.Optional(Type.Array(service)),
    hooks: Type.Optional(Type.Array(hook)),
  },
  { ...closed, minProperties: 1 },
);

/** The manifest of a plugin, `agnes.plugin.json`. Unknown keys are errors. */
export const manifestSchema = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    manifestVersion: Type.Literal(1),
    id: Type.String({
      pattern: '^[a-z0-9][a-z0-9-]{1,38}/[a-z0-9][a-z0-9-]{1,62}$',
      description: 'publisher/slug, immutable.',
    }),
    displayName: text('Name for people.'),
    description: text('What it does; a reader must be able to expect every capability from it.'),
    version: Type.String({
      pattern: '^\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?$',
      description: 'Semantic version.',
    }),
    engines: Type.Object({ host: text('Range of host versions, as npm writes them.') }, closed),
    license: Type.Optional(Type.String()),
    repository: Type.Optional(Type.String()),
    contributes,
    capabilities: Type.Optional(capabilities),
    limits: Type.Optional(
      Type.Object(
        {
          memoryMb: Type.Optional(Type.Integer({ minimum: 64, maximum: 8192 })),
          timeoutSec: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400 })),
          maxOutputMb: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_048_576 })),
        },
        closed,
      ),
    ),
    config: Type.Optional(settings),
  },
  { $id: '/schemas/agnes.plugin.v1.json', title: 'Agnes plugin manifest', additionalProperties: false },
);

/** A checked manifest. */
export type Manifest = Static<typeof manifestSchema>;

/** One declared connector. */
export type ConnectorContribution = NonNullable<Manifest['contributes']['connectors']>[number];
