import type { ConnectorContext } from '@agnes/sdk/connector';
import {
  defineEngine,
  type RemoteDescription,
  type RemoteLimits,
  type RemoteMessage,
  type RemoteStatement,
  type RemoteTable,
} from '@agnes/sdk/engine';
import { BudgetExceeded } from '@agnes/sdk/errors';
import type { Batch, BigQueryAccess, DryRun, TableRef } from './access.ts';
import { accessOf } from './access-of.ts';
import { columnsOf, requiredOf } from './column-types.ts';
import { kindOf } from './entity.ts';
import { datasetMissing } from './errors.ts';
import { statementOf } from './google-sql.ts';
import { KnownTables } from './known-tables.ts';
import { jobTimeoutMs, projectsOf, type Settings } from './settings.ts';
import type { Statement } from './statement.ts';

type Context = ConnectorContext<Settings>;

/** Answers questions about tables where they lie: each is one statement, which is estimated and bounded. */
export default defineEngine<Settings>({
  async describe(context, table): Promise<RemoteDescription> {
    const facts = await tablesOf(accessOf(context)).ask(refOf(table), context.now());
    const { type, fields, rows, sizeBytes, partitionedBy, clusteredBy } = facts;
    const kind = kindOf(type);
    // Of a view BigQuery says 0, which is not how many rows it has.
    const isCounted = kind === 'table' && rows !== undefined && sizeBytes !== undefined;
    return {
      ...{ kind, columns: columnsOf(fields), required: requiredOf(fields), clusteredBy },
      ...(isCounted && { rows, sizeBytes }),
      ...(partitionedBy !== undefined && { partitionedBy }),
    };
  },

  async estimate(context, statement) {
    const googleSql = await written(context, statement);
    const { bytes, tables } = await accessOf(context).dryRun(googleSql);
    return {
      bytes,
      statement: googleSql.sql,
      tables: tables.map(({ project, dataset, table }) => ({ project, bucket: dataset, table })),
    };
  },

  async *run(context, statement, limits) {
    const access = accessOf(context);
    const googleSql = await written(context, statement);
    // Our own statements can only read; somebody else's is shown to be one SELECT before anything runs.
    if (googleSql.isUserSql) checkEstimate(await access.dryRun(googleSql), limits);
    yield* told(access.query(googleSql, jobOf(context, limits)));
  },
});

const known = new WeakMap<BigQueryAccess, KnownTables>();

const tablesOf = (access: BigQueryAccess): KnownTables => {
  const tables = known.get(access) ?? new KnownTables(access);
  known.set(access, tables);
  return tables;
};

const refOf = ({ name, bucket, sourceTable }: RemoteTable): TableRef => {
  if (bucket === undefined || bucket === '') throw datasetMissing({ table: name });
  return { dataset: bucket, table: sourceTable };
};

const written = async (context: Context, statement: RemoteStatement): Promise<Statement> => {
  const { data: project } = projectsOf(context.config);
  if (statement.kind === 'sql') return { sql: statement.sql, isUserSql: true };
  const ref = refOf(statement.table);
  const { fields } = await tablesOf(accessOf(context)).get(ref, context.now());
  return statementOf(statement, { project, ref, fields });
};

const checkEstimate = ({ bytes }: DryRun, { maxBytes }: RemoteLimits): void => {
  if (maxBytes === undefined || bytes <= maxBytes) return;
  throw BudgetExceeded({ table: 'The statement', current: bytes, limit: maxBytes });
};

const jobOf = ({ config, signal }: Context, { maxBytes, timeoutMs, labels }: RemoteLimits) => ({
  timeoutMs: Math.min(timeoutMs, jobTimeoutMs(config)),
  labels,
  signal,
  ...(maxBytes !== undefined && { maxBytesBilled: maxBytes }),
});

async function* told(batches: AsyncIterable<Batch>): AsyncGenerator<RemoteMessage> {
  let isFirst = true;
  for await (const { columns, rows, billed } of batches) {
    if (isFirst) yield { type: 'columns', columns };
    isFirst = false;
    if (billed !== undefined) yield { type: 'billed', bytes: billed };
    yield { type: 'rows', rows };
  }
}
