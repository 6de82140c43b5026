import type { PlatformError } from '@agnes/sdk';
import {
  functionNotAllowed,
  memoryLimit,
  notASelect,
  queriesUnavailable,
  queryCancelled,
  queryFailed,
  statementTooLong,
  tableNotAvailable,
  tableUnreadable,
} from './errors.ts';
import type { WorkerFailure } from './protocol.ts';

/** The error to answer with for what a worker said. */
export const errorFor = (failure: WorkerFailure): PlatformError => errors[failure.code](failure);

const errors: Record<WorkerFailure['code'], (failure: WorkerFailure) => PlatformError> = {
  not_a_select: ({ hint }) => notASelect({ hint }),
  statement_too_long: () => statementTooLong({}),
  table_not_available: ({ subject = '' }) => tableNotAvailable({ table: subject }),
  table_unreadable: ({ subject = '' }) => tableUnreadable({ table: subject }),
  function_not_allowed: ({ subject = '' }) => functionNotAllowed({ function: subject }),
  memory_limit: () => memoryLimit({ detail: { kind: 'memory_limit' } }),
  query_failed: ({ message }) => queryFailed({ reason: message }),
  interrupted: () => queryCancelled({}),
  data_unavailable: () => queriesUnavailable({ reason: 'the data cannot be opened' }),
};
