import { Readable } from 'node:stream';
import type { Kysely } from 'kysely';
import { isoUtc } from '../iso-utc.ts';
import type { Tables } from '../tables.ts';
import { auditEntryOf } from './audit-entry.ts';
import {
  type AuditFilter,
  type AuditRow,
  type AuditWindow,
  auditHead,
  auditWindow,
  windowsOver,
} from './audit-repository.ts';

/** How an export is written. */
export type ExportFormat = 'ndjson' | 'csv';

/** The log as text, oldest first. The next page is read when the reader has taken the one before. */
export const auditExport = (db: Kysely<Tables>, filter: AuditFilter, format: ExportFormat): Readable =>
  Readable.from(pagesOf(db, filter, format), { highWaterMark: 1 });

const pagesOf = async function* (
  db: Kysely<Tables>,
  filter: AuditFilter,
  format: ExportFormat,
): AsyncGenerator<string> {
  if (format === 'csv') yield `${columns.join(',')}\r\n`;
  const last = (await auditHead(db))?.seq ?? 0;
  yield* auditPages(db, { first: 1, last }, { filter, lineOf: format === 'csv' ? csvLine : jsonLine });
};

interface Paging {
  readonly filter?: AuditFilter;
  readonly lineOf?: (row: AuditRow) => string;
}

/** Rows as lines, a page at a time; as lines of JSON where nothing else is said. */
export const auditPages = async function* (
  db: Kysely<Tables>,
  span: AuditWindow,
  { filter, lineOf = jsonLine }: Paging = {},
): AsyncGenerator<string> {
  for (const window of windowsOver(span)) {
    const rows = await auditWindow(db, window, filter);
    if (rows.length > 0) yield rows.map(lineOf).join('');
  }
};

// With the hash before it, whoever has the file can walk the chain without us.
const jsonLine = (row: AuditRow): string =>
  `${JSON.stringify({ ...auditEntryOf(row), prev_hash: row.prev_hash })}\n`;

const columns = [
  'seq',
  'id',
  'timestamp',
  'user_id',
  'user_email',
  'actor_kind',
  'token_id',
  'action',
  'resource',
  'params',
  'result',
  'duration_ms',
  'ip',
  'request_id',
  'prev_hash',
  'hash',
] as const;

const csvLine = (row: AuditRow): string => `${columns.map((name) => cell(row[name])).join(',')}\r\n`;

const cell = (value: string | number | Date | null): string => {
  if (value === null) return '';
  if (value instanceof Date) return isoUtc(value);
  // Names and addresses are what strangers typed: a spreadsheet must not run them as formulas.
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
