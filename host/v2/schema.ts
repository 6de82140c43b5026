import { type Static, type TSchema, Type } from '@agnes/sdk';

const orNull = Type.Union([Type.String(), Type.Null()]);
const numberOrNull = Type.Union([Type.Number(), Type.Null()]);
const flavor = Type.Union([Type.Literal('bigquery'), Type.Literal('duckdb')], {
  description: 'Dialect of the conditions of a scan.',
});

/** The tables a caller may read. */
export const catalogSchema = Type.Object({
  tables: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      description: Type.String({ description: 'Empty where nothing is said.' }),
      source_type: Type.String(),
      query_mode: Type.String(),
      sql_flavor: flavor,
      where_examples: Type.Array(Type.String()),
      fetch_via: Type.String({ description: 'How its rows are got.' }),
      rough_size_hint: Type.Union([Type.Number(), Type.Null()], {
        description: 'Bytes, where they are known.',
      }),
    }),
  ),
  server_time: Type.String(),
});

/** A table as those who write conditions want to know it. */
export const tableSchema = Type.Object({
  table_id: Type.String(),
  source_type: Type.String(),
  sql_flavor: flavor,
  columns: Type.Array(
    Type.Object({
      name: Type.String(),
      type: Type.String(),
      nullable: Type.Boolean(),
      description: Type.String(),
    }),
  ),
  partition_by: orNull,
  clustered_by: Type.Array(Type.String()),
  where_dialect_hints: Type.Record(Type.String(), Type.String()),
});

/** Some rows of a table. */
export const sampleSchema = Type.Object({
  table_id: Type.String(),
  rows: Type.Array(Type.Record(Type.String(), Type.Unknown())),
  source: Type.String({ description: '`local`, or the type of the source that was asked.' }),
});

/** Clients send null for what they do not want to say. */
const orAbsent = <T extends TSchema>(schema: T, description: string) =>
  Type.Optional(Type.Union([schema, Type.Null()], { description }));

/** What a scan is to bring. */
export const scanSchema = Type.Object({
  table_id: Type.String({ minLength: 1, description: 'Id or name of the table.' }),
  select: orAbsent(Type.Array(Type.String(), { maxItems: 1_000 }), 'Columns; all when absent or empty.'),
  where: orAbsent(
    Type.String({ maxLength: 20_000 }),
    'One condition in the dialect of the table; none when empty.',
  ),
  limit: orAbsent(Type.Integer({ minimum: 1 }), 'Rows at most.'),
  order_by: orAbsent(
    Type.Array(Type.String(), { maxItems: 100 }),
    '`column`, `column ASC` or `column DESC`.',
  ),
});

/** A scan as it is asked for; what is empty or null is absent. */
export interface ScanWish {
  readonly table_id: string;
  readonly select?: readonly string[];
  readonly where?: string;
  readonly limit?: number;
  readonly order_by?: readonly string[];
}

/** What is wished for in the body of a scan. */
export const wishOf = ({
  table_id,
  select,
  where,
  limit,
  order_by,
}: Static<typeof scanSchema>): ScanWish => ({
  table_id,
  ...(select && select.length > 0 && { select }),
  ...(where && where.trim() !== '' && { where }),
  ...(limit !== undefined && limit !== null && { limit }),
  ...(order_by && { order_by }),
});

/** What a scan would read and bring; nulls where nobody can say. */
export const estimateSchema = Type.Object({
  table_id: Type.String(),
  estimated_scan_bytes: Type.Number({ description: 'Bytes read at the source; 0 for what is here.' }),
  estimated_result_rows: numberOrNull,
  estimated_result_bytes: numberOrNull,
  bq_cost_estimate_usd: Type.Number(),
});
