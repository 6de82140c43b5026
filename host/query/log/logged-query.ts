import { type Static, Type } from '@agnes/sdk';
import { isoUtc } from '../../store/iso-utc.ts';
import { queryStatuses } from '../query-log.ts';
import type { LoggedRow } from './repository.ts';

const maybeText = Type.Union([Type.String(), Type.Null()]);
const maybeCount = (description: string) => Type.Union([Type.Integer(), Type.Null()], { description });

/** A statement that was asked, on the wire. */
export const loggedQuery = Type.Object({
  id: Type.String(),
  occurred_at: Type.String(),
  user_id: Type.String(),
  user_email: maybeText,
  token_id: maybeText,
  surface: Type.String({ description: 'Where it came in: `api`, `ui`, `job`, `hybrid`, `v2` or `mcp`.' }),
  sql: maybeText,
  sql_sha256: Type.String({ description: 'SHA-256 of the statement.' }),
  tables: Type.Array(Type.String(), { description: 'Ids of the tables it names.' }),
  status: Type.Union(queryStatuses.map((word) => Type.Literal(word))),
  error_code: maybeText,
  rows: maybeCount('Rows of the answer.'),
  bytes: maybeCount('Bytes of its rows as they were sent.'),
  bytes_scanned: maybeCount('Bytes read at sources.'),
  queue_ms: maybeCount('Milliseconds it waited for a turn of its user.'),
  duration_ms: Type.Integer({ description: 'Milliseconds until its answer had ended.' }),
  generation: maybeCount('The data it was read from.'),
  cached: Type.Boolean({ description: 'True: the answer had been computed before.' }),
  request_id: maybeText,
});

/** Puts a stored row into its wire form. */
export const loggedQueryOf = (row: LoggedRow): Static<typeof loggedQuery> => ({
  id: row.id,
  occurred_at: isoUtc(row.occurred_at),
  user_id: row.user_id,
  user_email: row.email,
  token_id: row.token_id,
  surface: row.surface,
  sql: row.sql_text,
  sql_sha256: row.sql_sha256,
  // It was written by the repository, as a list of ids.
  tables: JSON.parse(row.table_ids) as string[],
  // Only these are written.
  status: row.status as Static<typeof loggedQuery>['status'],
  error_code: row.error_code,
  rows: row.rows,
  bytes: row.bytes_out,
  bytes_scanned: row.bytes_scanned,
  queue_ms: row.queue_ms,
  duration_ms: row.duration_ms,
  generation: row.data_generation,
  cached: row.cached,
  request_id: row.request_id,
});
