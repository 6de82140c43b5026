import { type Static, Type } from '@agnes/sdk';
import type { Asked } from './plan.ts';
import { wantedSource } from './wanted-source.ts';

const install = Type.Object(
  {
    id: Type.Optional(
      Type.String({ description: 'publisher/slug; may be left out where a source says it.' }),
    ),
    version: Type.Optional(
      Type.String({ maxLength: 100, description: 'A version, or a range as npm writes it.' }),
    ),
    channel: Type.Optional(Type.Union([Type.Literal('stable'), Type.Literal('beta')])),
    source: Type.Optional(wantedSource),
    pin: Type.Optional(
      Type.Boolean({ description: 'True: stays at this version until another is named or `pin` is false.' }),
    ),
    sources: Type.Optional(
      Type.Array(Type.String({ maxLength: 100 }), {
        minItems: 1,
        maxItems: 200,
        description: 'Slugs of the sources that are read with it, beside the version for all others.',
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'Without `source` one of the versions that were installed before.',
  },
);

/** What an administrator asks a plan for. */
export const planBody = Type.Object(
  {
    install: Type.Optional(Type.Array(install, { maxItems: 50 })),
    remove: Type.Optional(Type.Array(Type.String(), { maxItems: 50 })),
    grants: Type.Optional(
      Type.Record(Type.String(), Type.Array(Type.String()), {
        description: 'Capabilities by plugin; what is left out is not granted. Absent: all it asks for.',
      }),
    ),
    pin_sources: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Record(Type.String(), Type.Union([Type.String({ maxLength: 100 }), Type.Null()])),
        {
          description:
            'By plugin, by source: the version it is read with whatever the others are; null: that of all others.',
        },
      ),
    ),
    config: Type.Optional(
      Type.Record(Type.String(), Type.Record(Type.String(), Type.Unknown()), {
        description: 'Settings by plugin: what is to be another; `null` takes a value back.',
      }),
    ),
  },
  { additionalProperties: false },
);

/** What was asked for. */
export const askedOf = ({
  install = [],
  remove = [],
  grants = {},
  pin_sources: pinSources = {},
  config = {},
}: Static<typeof planBody>): Asked => ({ install, remove, grants, pinSources, config });
