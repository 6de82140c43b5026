import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { reply } from '../../http/reply.ts';
import { archiveStatement } from './audit-archive.ts';
import { auditEntry } from './audit-entry.ts';
import type { AuditList, AuditLog } from './audit-log.ts';
import { truncatedAction } from './audit-repository.ts';

interface AuditServices {
  readonly audit: Pick<AuditLog, 'list' | 'verify' | 'export' | 'archive' | 'truncate'>;
}

const filters = {
  action: Type.Optional(Type.String({ description: 'An action, or how it begins followed by `*`.' })),
  actor: Type.Optional(Type.String({ description: 'A user id or an e-mail address.' })),
  resource: Type.Optional(Type.String()),
  since: Type.Optional(Type.String({ description: 'At or after, ISO 8601.' })),
  until: Type.Optional(Type.String({ description: 'At or before, ISO 8601.' })),
};

const list = operation({
  id: 'audit.list',
  route: 'GET /api/admin/audit',
  summary: 'Who changed what, newest first',
  who: 'admin',
  query: Type.Object({
    ...filters,
    limit: Type.Integer({ default: 100, minimum: 1, maximum: 500 }),
    cursor: Type.Optional(Type.String()),
  }),
  result: Type.Object({
    entries: Type.Array(auditEntry),
    next_cursor: Type.Union([Type.String(), Type.Null()]),
  }),
  problems: ['instant_invalid', 'cursor_expired', 'cursor_invalid'],
  run: async ({ query }, { audit }: AuditServices) => pageOf(await audit.list(query, query), query),
});

const verify = operation({
  id: 'audit.verify',
  route: 'GET /api/admin/audit/verify',
  summary: 'Whether the audit log is whole: its hash chain, and the anchors kept outside of it',
  who: 'admin',
  query: Type.Object({
    from: Type.Integer({ default: 1, minimum: 1, description: 'First row; the hash before it is believed.' }),
    to: Type.Optional(Type.Integer({ minimum: 1, description: 'Last row.' })),
  }),
  result: Type.Object({
    ok: Type.Boolean(),
    checked: Type.Integer({ description: 'Rows that are as they were written.' }),
    first_seq: Type.Optional(
      Type.Integer({ description: 'The first row, where those before it were archived and taken out.' }),
    ),
    first_bad_seq: Type.Union([Type.Integer(), Type.Null()]),
    reason: Type.Union([
      Type.Literal('missing'),
      Type.Literal('changed'),
      Type.Literal('rewritten', { description: 'It fits the chain, but is not the row that was anchored.' }),
      Type.Literal('cut_off', { description: 'Rows that were anchored are gone from the end.' }),
      Type.Null(),
    ]),
  }),
  run: async ({ query }, { audit }: AuditServices) => {
    const { ok, checked, firstSeq, firstBadSeq = null, reason = null } = await audit.verify(query);
    const begins = firstSeq === undefined ? {} : { first_seq: firstSeq };
    return { ok, checked, ...begins, first_bad_seq: firstBadSeq, reason };
  },
});

const types = { ndjson: 'application/x-ndjson', csv: 'text/csv; charset=utf-8' };

const download = operation({
  id: 'audit.export',
  route: 'GET /api/admin/audit/export',
  summary: 'The audit log as a file, oldest first',
  who: 'admin',
  query: Type.Object({
    ...filters,
    format: Type.Union([Type.Literal('ndjson'), Type.Literal('csv')], { default: 'ndjson' }),
  }),
  result: Type.Unknown({ description: 'application/x-ndjson or text/csv, streamed.' }),
  problems: ['instant_invalid'],
  audit: ({ query }) => ({ action: 'audit.export', resource: 'audit_log', params: query }),
  run: async ({ query, intent }, { audit }: AuditServices) => {
    const { format } = query;
    const source = await audit.export(query, { format, intent });
    const headers = { 'Content-Disposition': `attachment; filename="audit.${format}"` };
    return reply({ headers, stream: { type: types[format], source } });
  },
});

const archive = operation({
  id: 'audit.archive',
  route: 'GET /api/admin/audit/archive',
  summary: 'Old entries as a signed file, oldest first; its last line says which they are',
  who: 'admin',
  query: Type.Object({ before: Type.String({ description: 'Older than this, ISO 8601.' }) }),
  result: Type.Unknown({ description: 'application/x-ndjson, streamed.' }),
  problems: ['instant_invalid', 'audit_nothing_old', 'audit_log_broken'],
  audit: ({ query }) => ({ action: 'audit.export', resource: 'audit_log', params: query }),
  run: async ({ query, intent }, { audit }: AuditServices) => {
    const source = await audit.archive(query.before, intent);
    const headers = { 'Content-Disposition': 'attachment; filename="audit-archive.ndjson"' };
    return reply({ headers, stream: { type: types.ndjson, source } });
  },
});

const truncate = operation({
  id: 'audit.truncate',
  route: 'POST /api/admin/audit/truncate',
  summary: 'Takes the entries of an archive out of the log, which keeps the hash of the last one',
  who: 'admin',
  body: Type.Object({
    statement: archiveStatement,
    signature: Type.String({ description: 'From the last line of the archive, as the statement.' }),
  }),
  result: archiveStatement,
  problems: ['audit_archive_refused'],
  audit: ({ body }) => ({ action: truncatedAction, resource: 'audit_log', params: body.statement }),
  run: async ({ body, intent }, { audit }: AuditServices) => {
    await audit.truncate(body, intent);
    return body.statement;
  },
});

/** The audit log over HTTP. */
export const auditOperations = [list, verify, download, archive, truncate] as const;

type Asked = Readonly<Record<string, string | number>>;

const pageOf = ({ entries, nextCursor }: AuditList, query: Asked) => {
  const body = { entries, next_cursor: nextCursor ?? null };
  if (nextCursor === undefined) return body;
  const asked = Object.entries({ ...query, cursor: nextCursor }).map(([key, value]) => [key, String(value)]);
  const link = `</api/admin/audit?${new URLSearchParams(asked)}>; rel="next"`;
  return reply({ body, headers: { 'X-Next-Cursor': nextCursor, Link: link } });
};
