import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { reply } from '../../http/reply.ts';
import { auditEntry } from './audit-entry.ts';
import type { AuditList, AuditLog } from './audit-log.ts';

interface AuditServices {
  readonly audit: Pick<AuditLog, 'list' | 'verify' | 'export'>;
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
    const { ok, checked, firstBadSeq = null, reason = null } = await audit.verify(query);
    return { ok, checked, first_bad_seq: firstBadSeq, reason };
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

/** The audit log over HTTP. */
export const auditOperations = [list, verify, download] as const;

type Asked = Readonly<Record<string, string | number>>;

const pageOf = ({ entries, nextCursor }: AuditList, query: Asked) => {
  const body = { entries, next_cursor: nextCursor ?? null };
  if (nextCursor === undefined) return body;
  const asked = Object.entries({ ...query, cursor: nextCursor }).map(([key, value]) => [key, String(value)]);
  const link = `</api/admin/audit?${new URLSearchParams(asked)}>; rel="next"`;
  return reply({ body, headers: { 'X-Next-Cursor': nextCursor, Link: link } });
};
