import { type CatalogEntry, Type } from '@agnes/sdk';

const closed = { additionalProperties: false } as const;
const sourced = Type.Object(
  {
    value: Type.String({ minLength: 1, maxLength: 20_000 }),
    from: Type.String({ minLength: 1, maxLength: 100 }),
  },
  closed,
);

/** What a tap of `catalogEnrich` may answer. */
export const catalogEntrySchema = Type.Object(
  {
    table: Type.Object(
      { id: Type.String(), name: Type.String(), sourceType: Type.Optional(Type.String()) },
      closed,
    ),
    description: Type.Optional(sourced),
    tier: Type.Optional(sourced),
    url: Type.Optional(Type.String({ format: 'url', maxLength: 4_000 })),
    columns: Type.Record(Type.String(), sourced),
    tags: Type.Array(sourced, { maxItems: 1_000 }),
    owners: Type.Array(sourced, { maxItems: 1_000 }),
    // The host keeps its own.
    upstream: Type.Unsafe<CatalogEntry['upstream']>({}),
  },
  closed,
);
