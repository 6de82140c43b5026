import { Type } from '@agnes/sdk';

const nullableText = Type.Union([Type.String(), Type.Null()]);
const nullableCount = Type.Union([Type.Integer(), Type.Null()]);
const tables = Type.Array(Type.String(), { description: 'Ids or names of tables.' });

/** Older clients send the bare list. */
export const triggerBody = Type.Union([
  tables,
  Type.Object({
    tables: Type.Optional(tables),
    connection: Type.Optional(Type.String({ description: 'Slug of a source: only its tables.' })),
    force: Type.Optional(Type.Boolean({ description: 'Read everything anew.' })),
  }),
]);

export const triggered = Type.Object({
  status: Type.Literal('triggered'),
  tables: Type.Union([Type.Array(Type.String()), Type.Literal('all')]),
  message: Type.String(),
  job_id: Type.String(),
  coalesced: Type.Boolean({ description: 'An equal run was waiting already; this is its job.' }),
});

const run = {
  id: Type.String(),
  job_id: Type.String(),
  trigger: Type.String(),
  status: Type.String({
    description: '`running`, `succeeded`, `partial`, `failed`, `cancelled` or `interrupted`.',
  }),
  started_at: Type.String(),
  finished_at: nullableText,
  tables_ok: Type.Integer(),
  tables_failed: Type.Integer(),
  tables_skipped: Type.Integer(),
  generation: nullableCount,
};

export const runList = Type.Object({ runs: Type.Array(Type.Object(run)), next_cursor: nullableText });

export const runDetail = Type.Object({
  ...run,
  tables: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String({ description: 'Its id when the table is not registered any more.' }),
      status: Type.String({ description: '`published`, `unchanged`, `skipped` or `failed`.' }),
      rows: nullableCount,
      bytes: nullableCount,
      duration_ms: Type.Integer(),
      error: nullableText,
      error_code: nullableText,
    }),
  ),
});
