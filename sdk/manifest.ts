import { capabilities } from './manifest-capabilities.ts';
import { configured, contributes } from './manifest-contributions.ts';
import { needs } from './manifest-needs.ts';
import { closed, migrations, text } from './manifest-parts.ts';
import { type Static, Type } from './schema.ts';

const setting = Type.String({ maxLength: 200, description: 'Name of a setting.' });
const ui = Type.Object(
  {
    order: Type.Optional(Type.Array(setting, { description: 'What is not named comes last.' })),
    groups: Type.Optional(
      Type.Array(
        Type.Object(
          {
            title: text('Heading.'),
            description: Type.Optional(text('What the group is about.')),
            fields: Type.Array(setting, { minItems: 1 }),
          },
          closed,
        ),
      ),
    ),
  },
  { ...closed, description: 'How a form shows the settings.' },
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
        description:
          'Setting → environment variable that wins over the files; for plugins that ship with the host. Never for secrets.',
      }),
    ),
    migrations: Type.Optional(migrations),
    ui: Type.Optional(ui),
  },
  closed,
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
    engines: Type.Object(
      {
        host: text('Range of host versions, as npm writes them.'),
        node: Type.Optional(text('Range of Node versions; absent: whatever the host runs on.')),
      },
      closed,
    ),
    ...needs,
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
    state: Type.Optional(
      Type.Object(
        {
          version: Type.Integer({
            minimum: 1,
            description: 'Raised when older versions cannot go on from what this one remembers.',
          }),
          reversible: Type.Optional(
            Type.Boolean({
              description: 'True: every migration has `down`, so that going back loses nothing.',
            }),
          ),
          migrations: Type.Optional(migrations),
        },
        { ...closed, description: 'What its connectors remember between runs.' },
      ),
    ),
    breaking: Type.Optional(
      Type.Array(
        Type.Object(
          {
            version: Type.String({
              pattern: '^\\d+\\.\\d+\\.\\d+$',
              description: 'The first version in which it is so.',
            }),
            message: text('What works otherwise, and for whom.'),
            guide: Type.Optional(text('What to do about it.')),
          },
          closed,
        ),
        { maxItems: 100, description: 'What people have to know who come from an older version.' },
      ),
    ),
  },
  { $id: '/schemas/agnes.plugin.v1.json', title: 'Agnes plugin manifest', additionalProperties: false },
);

/** A checked manifest. */
export type Manifest = Static<typeof manifestSchema>;

/** One declared connector. */
export type ConnectorContribution = NonNullable<Manifest['contributes']['connectors']>[number];

/** One declared webhook. */
export type WebhookContribution = NonNullable<Manifest['contributes']['webhooks']>[number];

/** One declared job. */
export type JobContribution = NonNullable<Manifest['contributes']['jobs']>[number];
