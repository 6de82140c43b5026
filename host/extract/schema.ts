import { type Static, Type } from '@agnes/sdk';

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
    dry_run: Type.Optional(
      Type.Boolean({ description: 'Read and check, publish nothing: the run says what would be.' }),
    ),
    allow_shrink: Type.Optional(Type.Boolean({ description: 'Tables may lose most of their rows.' })),
    accept_schema: Type.Optional(
      Type.Boolean({ description: 'Columns may be others now, also those of frozen tables.' }),
    ),
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
    description:
      '`running`, `succeeded`, `partial`, `needs_confirmation`, `failed`, `cancelled` or `interrupted`.',
  }),
  started_at: Type.String(),
  finished_at: nullableText,
  tables_ok: Type.Integer(),
  tables_failed: Type.Integer(),
  tables_skipped: Type.Integer(),
  generation: nullableCount,
};

export const runList = Type.Object({ runs: Type.Array(Type.Object(run)), next_cursor: nullableText });

const columns = Type.Array(Type.Object({ name: Type.String(), type: Type.String() }));

const details = {
  schema_change: Type.Union(
    [
      Type.Object({
        policy: Type.String({ description: '`evolve`, `freeze` or `discard`.' }),
        outcome: Type.String({ description: '`evolved`, `held`, `discarded` or `failed`.' }),
        diff: Type.Object({
          added: columns,
          removed: columns,
          changed: Type.Array(Type.Object({ name: Type.String(), from: Type.String(), to: Type.String() })),
        }),
      }),
      Type.Null(),
    ],
    { description: 'Columns that came, went or changed, and what became of that.' },
  ),
  findings: Type.Array(
    Type.Object({
      plugin: Type.String(),
      severity: Type.String({ description: '`info`, `warn` or `block`.' }),
      code: Type.String(),
      message: Type.String(),
    }),
    { description: 'What plugins have to say about the data.' },
  ),
  nulled_values: Type.Record(Type.String(), Type.Integer(), {
    description: 'Values that did not fit and became null, by column.',
  }),
};

const runDetails = Type.Object(details);

/** What a run has to say of a table beside how it ended. */
export type RunDetails = Readonly<Static<typeof runDetails>>;

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
      driver: Type.Union([Type.String(), Type.Null()], {
        description: 'Which way it was read, where its connector has several.',
      }),
      error: nullableText,
      error_code: nullableText,
      ...details,
    }),
  ),
  notices: Type.Array(
    Type.Object({
      source: Type.String({ description: 'Slug.' }),
      table: Type.Union([Type.String(), Type.Null()], {
        description: 'Id; null: the source as a whole.',
      }),
      code: Type.String(),
      message: Type.String(),
    }),
    { description: 'What is to be known of its sources and tables, until a later run does without it.' },
  ),
});
