import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import type { QueryParams } from '../protocol.ts';
import type { AnswerForm } from './answer-form.ts';
import { valuesOf } from './params.ts';
import { Refusal } from './refusal.ts';

/** A statement to be read chunk by chunk. */
export interface Streamed extends Pick<AnswerForm, 'connection' | 'isCancelled'> {
  readonly sql: string;
  readonly params: QueryParams;
}

/**
 * The chunks of a result as they are made. DuckDB's client ends a stream that failed as it ends a whole one and keeps the
 * error to itself; the transaction around it knows.
 */
export async function* streamedChunks(streamed: Streamed): AsyncGenerator<DuckDBDataChunk> {
  const { connection, sql, params } = streamed;
  await connection.run('BEGIN');
  const result = await connection.stream(sql, valuesOf(params));
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    yield chunk;
  }
  if (await isAborted(connection)) throw await failureOf(streamed);
}

const isAborted = (connection: DuckDBConnection): Promise<boolean> =>
  connection.run('SELECT 1').then(
    () => false,
    () => true,
  );

/** What ended it: the same rows are computed once more, by a statement whose errors are told. */
const failureOf = async ({ connection, isCancelled, sql, params }: Streamed): Promise<unknown> => {
  if (isCancelled()) return new Refusal({ code: 'interrupted', message: 'interrupted' });
  await connection.run('ROLLBACK');
  const again = `SELECT max(hash(q)) FROM (\n${sql}\n) AS q`;
  return connection.run(again, valuesOf(params)).then(
    () => new Refusal({ code: 'query_failed', message: 'the rows could not be read to their end' }),
    (error: unknown) => error,
  );
};
