import { isPlatformError } from '@agnes/sdk/errors';
import type { DryRun } from './access.ts';
import type { Client } from './client.ts';
import { badRequest, estimateUnavailable } from './errors.ts';
import { failureOfCall } from './failure.ts';
import type { Statement } from './statement.ts';

/** What the statement would read; throws for what is no single SELECT, and where BigQuery cannot say. */
export const dryRun = async (client: Client, statement: Statement): Promise<DryRun> => {
  const { statementType, totalBytesProcessed, totalBytesProcessedAccuracy, referencedTables } =
    await statistics(client, statement);
  if (statementType !== undefined && statementType !== 'SELECT') {
    throw badRequest({ reason: `it is ${statementType}, and only one SELECT is run` });
  }
  const bytes = Number(totalBytesProcessed);
  if (totalBytesProcessed === undefined || !Number.isSafeInteger(bytes)) {
    throw estimateUnavailable({ reason: 'BigQuery tells no number of bytes.' });
  }
  if (totalBytesProcessedAccuracy === 'UNKNOWN') {
    throw estimateUnavailable({ reason: 'BigQuery does not know how many bytes it would read.' });
  }
  return { bytes, tables: (referencedTables ?? []).map(refOf) };
};

/** The parts of a dry run's answer that are read here. */
interface Statistics {
  readonly statementType?: string;
  readonly totalBytesProcessed?: string;
  readonly totalBytesProcessedAccuracy?: string;
  readonly referencedTables?: readonly {
    readonly projectId?: string;
    readonly datasetId?: string;
    readonly tableId?: string;
  }[];
}

const statistics = async (
  client: Client,
  { sql, parameters, isUserSql = false }: Statement,
): Promise<Statistics> => {
  const { bigquery, location } = client;
  try {
    const [, job] = await bigquery.createQueryJob({
      query: sql,
      dryRun: true,
      useQueryCache: false,
      ...(location && { location }),
      ...(parameters && { parameterMode: 'NAMED', queryParameters: [...parameters] }),
    });
    return job.statistics?.query ?? {};
  } catch (cause) {
    throw unestimated(failureOfCall(cause, { client, isUserSql }), isUserSql);
  }
};

/** A statement of ours that BigQuery refuses cannot be estimated; one of somebody else's is wrong. */
const unestimated = (failure: unknown, isUserSql: boolean): unknown =>
  isPlatformError(failure) && failure.details['status'] === 400 && !isUserSql
    ? estimateUnavailable({ reason: failure.message }, { cause: failure })
    : failure;

const refOf = ({
  projectId = '',
  datasetId = '',
  tableId = '',
}: NonNullable<Statistics['referencedTables']>[number]) => ({
  project: projectId,
  dataset: datasetId,
  table: tableId,
});
