import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import type { Reply } from '../../http/reply.ts';
import type { AuditLog } from '../../store/audit/audit-log.ts';
import { page } from '../form-fields.ts';
import type { Asking } from '../frame.ts';
import { pageReply } from '../page-reply.ts';
import { orShowAgain, type Refusal } from '../refusal.ts';
import type { Web } from '../web.ts';
import { type AuditFacts, type AuditFilters, auditView } from './view.ts';

interface Services {
  readonly web: Web;
  readonly audit: Pick<AuditLog, 'list' | 'verify'>;
}

interface Asked extends AuditFilters {
  readonly cursor?: string;
  readonly verify?: '1';
}

const pageSize = 50;
const day = 86_400_000;

const auditPage = async (
  { web, audit }: Services,
  asking: Asking,
  { asked, refusal }: { asked: Asked; refusal?: Refusal },
): Promise<Reply> => {
  const { cursor, verify, ...filters } = asked;
  // A filter that cannot be read shows nothing, rather than everything.
  const { entries, nextCursor } = refusal
    ? { entries: [], nextCursor: undefined }
    : await audit.list(typedQuery(filters), { limit: pageSize, ...(cursor !== undefined && { cursor }) });
  const facts: AuditFacts = {
    filters,
    next: nextCursor,
    isFirst: cursor === undefined,
    now: web.now,
    ...(refusal && { refusal }),
    ...(verify && { verdict: await verdictOf(audit) }),
  };
  const view = auditView(entries, facts);
  const status = refusal?.status ?? 200;
  return pageReply(web, asking, { page: 'audit', title: 'Audit', path: '/admin/audit', view, status });
};

/** Blank fields of the form do not narrow; a day until which is asked is meant with all its hours. */
const typedQuery = ({ until, ...filters }: AuditFilters): Readonly<Record<string, string>> => {
  const end = until === undefined || until === '' ? NaN : Date.parse(until);
  const last = Number.isNaN(end) ? until : new Date(end + day - 1).toISOString();
  const given = Object.entries({ ...filters, until: last });
  return Object.fromEntries(given.flatMap(([name, value]) => (value ? [[name, value]] : [])));
};

const verdictOf = async (audit: Services['audit']) => {
  const { ok, checked, firstBadSeq = null, reason = null } = await audit.verify({});
  return { ok, checked, first_bad_seq: firstBadSeq, reason };
};

const text = Type.Optional(Type.String({ maxLength: 500 }));

const show = operation({
  id: 'web.audit',
  route: 'GET /admin/audit',
  summary: 'Who changed what, and whether the log is whole',
  who: 'admin',
  query: Type.Object({
    action: text,
    actor: text,
    resource: text,
    since: text,
    until: text,
    cursor: text,
    verify: Type.Optional(Type.Literal('1')),
  }),
  result: page,
  problems: ['instant_invalid', 'cursor_expired', 'cursor_invalid'],
  run: async (input, services: Services) =>
    orShowAgain(
      () => auditPage(services, input, { asked: input.query }),
      (refusal) => auditPage(services, input, { asked: input.query, refusal }),
    ),
});

/** The page of the audit log. */
export const auditPageOperations = [show] as const;
