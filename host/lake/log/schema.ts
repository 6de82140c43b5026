import { Type } from '@agnes/sdk';

const count = Type.Integer({ minimum: 0 });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** Generations, newest first. */
export const generationList = Type.Object({
  current: Type.Integer({ minimum: 0, description: 'The generation readers get now.' }),
  generations: Type.Array(
    Type.Object({
      number: count,
      parent: Type.Integer({ minimum: 0, description: 'The generation it was built from; 0 for the first.' }),
      created_at: Type.String(),
      tables: Type.Integer({ minimum: 0, description: 'Tables readers see in it.' }),
      changed: count,
      removed: count,
      failed: Type.Integer({ minimum: 0, description: 'Tables that kept their last good data.' }),
      digest: Type.String({ description: 'Hash of the views and the files under them.' }),
    }),
  ),
  next_cursor: orNull(Type.String()),
});

const tableDiffs = (description: string) =>
  Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      from: orNull(Type.String({ description: 'Version in the first generation.' })),
      to: orNull(Type.String({ description: 'Version in the second generation.' })),
      rows_before: orNull(count),
      rows: orNull(count),
      name_before: Type.Optional(Type.String()),
    }),
    { description },
  );

/** What lies between two generations. */
export const generationDiff = Type.Object({
  from: count,
  to: count,
  added: tableDiffs('Only in the second.'),
  changed: tableDiffs('In both, with other data or another name.'),
  removed: tableDiffs('Only in the first.'),
});

/** What was queued. */
export const rebuildQueued = Type.Object({
  status: Type.Literal('accepted'),
  job_id: Type.String(),
  coalesced: Type.Boolean({ description: 'True when an equal rebuild was waiting already.' }),
});
