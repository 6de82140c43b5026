import { type Static, Type } from '@agnes/sdk';
import type { RemoteAggregate, RemoteFilter } from '@agnes/sdk/engine';
import type { QueryPlan, RemoteOutlook } from './query-plan.ts';

const value = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

const filter = Type.Object({
  column: Type.String(),
  operator: Type.String({ description: 'As in SQL: `=`, `in`, `like`, `is null`, …' }),
  value: Type.Optional(value),
  values: Type.Optional(Type.Array(value)),
});

const aggregate = Type.Object({
  function: Type.String(),
  column: Type.Union([Type.String(), Type.Null()], { description: 'Null: rows are counted.' }),
});

const count = Type.Union([Type.Integer(), Type.Null()]);

const remoteTable = Type.Object({
  id: Type.String(),
  name: Type.String(),
  source: Type.String(),
  source_type: Type.String(),
  columns: Type.Array(Type.String(), {
    description: 'What is asked for; with `aggregates`, what the rows are grouped by. None: nothing is read.',
  }),
  filters: Type.Array(filter),
  aggregates: Type.Array(aggregate),
  limit: Type.Union([Type.Integer(), Type.Null()]),
  statement: Type.Union([Type.String(), Type.Null()], {
    description: 'As the source gets it, values beside it; null where the source has no such words.',
  }),
  estimated_bytes: count,
  estimated_rows: count,
  cap_bytes: Type.Union([Type.Integer(), Type.Null()], {
    description: 'What one statement may read of the source; null: no cap.',
  }),
  cost_estimate_usd: Type.Union([Type.Number(), Type.Null()]),
});

/** How a statement would be carried out, as clients get it. */
export const planDocument = Type.Object(
  {
    dry_run: Type.Literal(true),
    query_id: Type.String(),
    generation: Type.Integer(),
    local_tables: Type.Array(
      Type.Object({ id: Type.String(), name: Type.String(), rows: Type.Integer(), bytes: Type.Integer() }),
    ),
    remote_tables: Type.Array(remoteTable),
    estimated_scan_bytes: Type.Union([Type.Integer(), Type.Null()], {
      description: 'What sources would read altogether; null where one of them cannot say.',
    }),
    cost_estimate_usd: Type.Union([Type.Number(), Type.Null()]),
    refusals: Type.Array(Type.Object({ code: Type.String(), message: Type.String(), hint: Type.String() }), {
      description: 'Why it would not be run. Empty: it would be.',
    }),
    finish: Type.Object(
      {
        statement: Type.String(),
        operators: Type.String({ description: 'One operator a line, each below the one it feeds.' }),
      },
      { description: 'What is done here.' },
    ),
  },
  { description: 'With `dry_run: true`: nothing was run.' },
);

type Document = Static<typeof planDocument>;

/** The plan in that form. */
export const documentOf = (plan: QueryPlan): Document => {
  const remotes = plan.remotes.map(shownRemote);
  return {
    dry_run: true,
    query_id: plan.queryId,
    generation: plan.generation,
    local_tables: plan.locals.map(({ id, name, rows, sizeBytes }) => ({ id, name, rows, bytes: sizeBytes })),
    remote_tables: remotes,
    estimated_scan_bytes: sumOf(remotes.map(({ estimated_bytes: bytes }) => bytes)),
    cost_estimate_usd: sumOf(remotes.flatMap(({ cost_estimate_usd: cost }) => cost ?? [])),
    refusals: plan.refusals.map(({ code, message, hint }) => ({ code, message, hint })),
    finish: plan.finish,
  };
};

const shownRemote = (remote: RemoteOutlook): Document['remote_tables'][number] => {
  const { table, source, need, statement } = remote;
  return {
    ...{ id: table.id, name: table.name, source: source.slug, source_type: source.type },
    columns: [...need.columns],
    filters: need.filters.map(shownFilter),
    aggregates: (need.aggregates ?? []).map(shownAggregate),
    limit: need.limit ?? null,
    statement: statement ?? null,
    ...numbersOf(remote),
  };
};

const numbersOf = ({ bytes, rows, capBytes, costUsd }: RemoteOutlook) => ({
  estimated_bytes: bytes ?? null,
  estimated_rows: rows ?? null,
  cap_bytes: capBytes ?? null,
  cost_estimate_usd: costUsd ?? null,
});

const shownFilter = (condition: RemoteFilter): Static<typeof filter> => {
  const { column, operator } = condition;
  if ('values' in condition) return { column, operator, values: [...condition.values] };
  return 'value' in condition ? { column, operator, value: condition.value } : { column, operator };
};

const shownAggregate = ({ function: name, column }: RemoteAggregate): Static<typeof aggregate> => ({
  function: name,
  column: column ?? null,
});

const sumOf = (numbers: readonly (number | null)[]): number | null =>
  numbers.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0);
