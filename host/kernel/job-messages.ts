import { Type } from '@agnes/sdk';

const closed = { additionalProperties: false } as const;
const text = Type.String({ maxLength: 4_000 });
const words = Type.Array(Type.String({ maxLength: 1_000 }), { maxItems: 1_000 });

const column = Type.Object(
  {
    description: Type.Optional(Type.String({ maxLength: 20_000 })),
    dataType: Type.Optional(text),
    tags: Type.Optional(words),
  },
  closed,
);

const enrichment = Type.Object(
  {
    tableId: Type.String({ minLength: 1, maxLength: 200 }),
    found: Type.Boolean(),
    description: Type.Optional(Type.String({ maxLength: 100_000 })),
    columns: Type.Optional(Type.Record(Type.String({ maxLength: 255 }), column)),
    tags: Type.Optional(words),
    owners: Type.Optional(words),
    tier: Type.Optional(text),
    url: Type.Optional(text),
  },
  closed,
);

/** What only jobs say. */
export const jobBodies = {
  enriched: { tables: Type.Array(enrichment, { maxItems: 100 }) },
  result: {
    done: Type.Object(
      {
        result: Type.Optional(Type.Unknown()),
        skipped: Type.Optional(text),
        partial: Type.Optional(text),
        confirm: Type.Optional(
          Type.Object(
            { question: text, counts: Type.Record(Type.String({ maxLength: 100 }), Type.Number()) },
            closed,
          ),
        ),
        read: Type.Optional(Type.Boolean()),
      },
      closed,
    ),
  },
} as const;
