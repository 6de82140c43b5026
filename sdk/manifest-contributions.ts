import { job, webhook } from './manifest-events.ts';
import { closed, entry, shortId, text } from './manifest-parts.ts';
import { Type } from './schema.ts';

/** Settings of something, and how their shape is counted. */
export const configured = Type.Object(
  {
    version: Type.Integer({ minimum: 1, description: 'Raised when the shape of the settings changes.' }),
    schema: Type.Object(
      { type: Type.Literal('object') },
      { description: 'JSON Schema of the settings.', additionalProperties: true },
    ),
  },
  closed,
);
const driver = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z][a-z0-9_]{0,62}$' }),
    runtime: Type.Union([Type.Literal('stream'), Type.Literal('duckdb')]),
    entry,
    fallback: Type.Optional(
      Type.Boolean({
        description:
          "True: tried after the connector's own entry, for tables that it ends with `driver_unfit` or `extension_unavailable`.",
      }),
    ),
    queryModes: Type.Optional(
      Type.Array(Type.Union([Type.Literal('local'), Type.Literal('materialized')]), {
        minItems: 1,
        description:
          'Tables it is asked for; then also where the settings name the entry above. Absent: all of them, where the settings let it.',
      }),
    ),
    extensions: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Of `capabilities.duckdbExtensions` those it loads. Absent: all.',
      }),
    ),
  },
  closed,
);

const connector = Type.Object(
  {
    id: shortId,
    title: text('Shown where a source is added.'),
    mode: Type.Union([Type.Literal('batch'), Type.Literal('remote'), Type.Literal('push')], {
      description:
        'How data comes: `batch` is pulled in runs, `push` comes by webhook, `remote` stays where it is and is asked through `engine`.',
    }),
    queryModes: Type.Optional(
      Type.Array(Type.Union([Type.Literal('local'), Type.Literal('materialized'), Type.Literal('remote')]), {
        minItems: 1,
        description: 'Modes its tables may have. Absent: `local` only.',
      }),
    ),
    runtime: Type.Union([Type.Literal('stream'), Type.Literal('duckdb')], {
      description:
        '`stream`: confined child, no network, no addons; the host writes the parquet. `duckdb`: a child that may open DuckDB and writes an extract; trusted, so bundled or approved.',
    }),
    entry,
    drivers: Type.Optional(
      Type.Array(driver, {
        description:
          'Other ways to read the same source, by the setting `driver`. With `auto`, the first that does not end a table with `extension_unavailable` or `driver_unfit` reads it; the one above is the last but those with `fallback`.',
      }),
    ),
    engine: Type.Optional(entry),
    scanCap: Type.Optional(
      Type.String({
        pattern: '^[a-z][A-Za-z0-9_]*$',
        description:
          'Setting with the bytes one statement of the engine may read; 0 is no cap. Absent, or not set: 5 GiB.',
      }),
    ),
    dialect: Type.Optional(
      Type.Literal('bigquery', {
        description:
          'Dialect in which the engine takes the `condition` of a scan. Absent: it is given none, and conditions are those of DuckDB.',
      }),
    ),
    config: Type.Object(
      {
        ...configured.properties,
        env: Type.Optional(
          Type.Record(
            Type.String(),
            Type.Array(Type.String({ pattern: '^[A-Z][A-Z0-9_]{0,63}$' }), { minItems: 1 }),
            {
              description:
                'Setting → environment variables; the first that is set stands in for a setting that instance.yaml leaves out; for plugins that ship with the host. Never for secrets.',
            },
          ),
        ),
      },
      closed,
    ),
  },
  closed,
);

const hookNames = [
  'beforeExtract',
  'afterExtract',
  'afterRebuild',
  'beforeQuery',
  'afterQuery',
  'listResourceBlocks',
  'catalogEnrich',
  'resolveUser',
] as const;

const hook = Type.Object(
  { entry, taps: Type.Array(Type.Union(hookNames.map((name) => Type.Literal(name))), { minItems: 1 }) },
  closed,
);
const service = Type.Object({ id: shortId, title: text('Name of the service.'), entry }, closed);
const skill = Type.Object(
  {
    path: Type.String({
      pattern: '^[A-Za-z0-9_][A-Za-z0-9_-]*(/[A-Za-z0-9_][A-Za-z0-9_-]*)*$',
      description: 'Folder inside the plugin with a SKILL.md. It is text: nothing of it runs.',
    }),
  },
  closed,
);

/** What a plugin brings. */
export const contributes = Type.Object(
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
    webhooks: Type.Optional(Type.Array(webhook)),
    jobs: Type.Optional(Type.Array(job)),
    llmRouters: Type.Optional(Type.Array(Type.Object({ id: shortId, entry }, closed))),
    hooks: Type.Optional(Type.Array(hook)),
    skills: Type.Optional(Type.Array(skill)),
  },
  { ...closed, minProperties: 1 },
);
