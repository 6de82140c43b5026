import { closed } from './manifest-parts.ts';
import { Type } from './schema.ts';

const surface = Type.Optional(Type.Integer({ minimum: 1, maximum: 99 }));

/** What a plugin needs of the host and of other plugins. */
export const needs = {
  api: Type.Optional(
    Type.Object(
      {
        connector: surface,
        auth: surface,
        access: surface,
        skills: surface,
        services: surface,
        hooks: surface,
        operations: surface,
      },
      { ...closed, description: 'Major of each surface of the SDK that it is written against.' },
    ),
  ),
  requires: Type.Optional(
    Type.Array(
      Type.String({
        pattern: '^[a-z][a-z-]*(\\.[a-z][a-z-]*)+(>=\\d+\\.\\d+)?$',
        description: 'A feature of the host, and from which of its versions: `http.broker>=1.2`.',
      }),
      { maxItems: 50, description: 'Features inside a major that it cannot do without.' },
    ),
  ),
  dependencies: Type.Optional(
    Type.Object(
      {
        plugins: Type.Record(
          Type.String({ pattern: '^[a-z0-9][a-z0-9-]{1,38}/[a-z0-9][a-z0-9-]{1,62}$' }),
          Type.String({ minLength: 1, maxLength: 100, description: 'Range of its versions.' }),
          { maxProperties: 50, description: 'Other plugins that have to be there, by id.' },
        ),
      },
      closed,
    ),
  ),
};
