import type { DuckDBConnection } from '@duckdb/node-api';
import type { QueryFormat } from '../protocol.ts';
import type { KeptStatements } from './kept-statements.ts';

/** Where and how an answer is written. */
export interface AnswerForm {
  readonly connection: DuckDBConnection;
  /** Runs statements that may come again. */
  readonly kept: KeptStatements;
  /** Path of the FIFO; its reader is there once `begin` has resolved. */
  readonly path: string;
  /** Says that bytes will come; throws when nobody wants them any more. What is returned as text needs none of it. */
  readonly begin: () => Promise<void>;
  readonly format: QueryFormat;
  readonly csvRaw: boolean;
  readonly limit: number;
  /** Bytes of an Arrow answer at most; absent: any number. */
  readonly maxBytes?: number;
  /** True once nobody waits for the answer any more. */
  readonly isCancelled: () => boolean;
}
