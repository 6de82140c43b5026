import type { SystemStore } from '../system-store.ts';
import type { AuditAnchor } from './anchors.ts';
import { auditHash, firstPrevHash } from './audit-hash.ts';
import {
  type AuditLink,
  type AuditRow,
  auditHead,
  auditWindow,
  oldestAudit,
  truncations,
  windowsOver,
} from './audit-repository.ts';

/** What is wrong: a row is not there, does not fit its hash, is not what was anchored, or the end is not there. */
type AuditFault = 'missing' | 'changed' | 'rewritten' | 'cut_off';

/** How many rows were found to be right, and the first that is not. */
export interface AuditVerdict {
  readonly ok: boolean;
  readonly checked: number;
  /** The first row that is there, where those before it were taken out by a truncation that the log tells of. */
  readonly firstSeq?: number;
  readonly firstBadSeq?: number;
  readonly reason?: AuditFault;
}

/** Which rows are looked at, and what is known of them from elsewhere. */
export interface AuditSpan {
  /** Before the first row of a span its own `prev_hash` is believed. */
  readonly from?: number;
  readonly to?: number;
  readonly anchors?: readonly AuditAnchor[];
}

type Reading = Pick<SystemStore, 'read'>;

/** Walks the chain window by window. Without anchors, a cut at the end and a chain made anew do not show. */
export const verifyAudit = async ({ read }: Reading, span: AuditSpan = {}): Promise<AuditVerdict> => {
  const { from = 1, to = Number.MAX_SAFE_INTEGER, anchors = [] } = span;
  const begin = await beginning(read, anchors);
  const start = from > begin.seq + 1 ? { seq: from - 1, hash: firstPrevHash } : begin;
  const wanted = anchors.filter(({ seq }) => seq > start.seq && seq <= to);
  const known = Map.groupBy(wanted, ({ seq }) => seq);
  const head = (await auditHead(read))?.seq ?? 0;
  const verdict = verdictOf(start, begin);
  let link: AuditLink = start;
  for (const window of windowsOver({ first: start.seq + 1, last: Math.min(to, head) })) {
    for (const row of await auditWindow(read, window)) {
      const fault = faultOf(row, { link, from, known });
      if (fault) return verdict(link, fault);
      link = row;
    }
    if (link.seq < window.last) return verdict(link, 'missing');
  }
  return verdict(link, endFault(link, wanted));
};

const endFault = ({ seq }: AuditLink, anchors: readonly AuditAnchor[]): AuditFault | undefined =>
  anchors.some((anchor) => anchor.seq > seq) ? 'cut_off' : undefined;

/**
 * What the first row is chained on: nothing, or the last one that was taken out. A later row tells of that, and so do the
 * anchors where they know a beginning: a row alone is as easy to write as others are to take out.
 */
const beginning = async (db: Reading['read'], anchors: readonly AuditAnchor[]): Promise<AuditLink> => {
  const oldest = await oldestAudit(db);
  const nothing = { seq: 0, hash: firstPrevHash };
  const known = anchors.flatMap(({ first }) => first ?? []);
  const isUnknown = known.length > 0 && (oldest?.seq ?? 0) > Math.max(...known);
  if (!oldest || oldest.seq === 1 || isUnknown) return nothing;
  const removed = { seq: oldest.seq - 1, hash: oldest.prev_hash };
  const isTold = (await truncations(db)).some(({ params }) => tellsOf(params, removed));
  return isTold ? removed : nothing;
};

const tellsOf = (params: string | null, { seq, hash }: AuditLink): boolean => {
  const { last_seq, last_hash } = JSON.parse(params ?? '{}');
  return last_seq === seq && last_hash === hash;
};

const verdictOf =
  (start: AuditLink, begin: AuditLink) =>
  ({ seq }: AuditLink, reason?: AuditFault): AuditVerdict => {
    const told = { checked: seq - start.seq, ...(begin.seq > 0 && { firstSeq: begin.seq + 1 }) };
    return reason ? { ok: false, ...told, firstBadSeq: seq + 1, reason } : { ok: true, ...told };
  };

interface Place {
  readonly link: AuditLink;
  readonly from: number;
  readonly known: ReadonlyMap<number, readonly AuditAnchor[]>;
}

const faultOf = (row: AuditRow, { link, from, known }: Place): AuditFault | undefined => {
  if (row.seq !== link.seq + 1) return 'missing';
  // What stands before a span is not looked at; before the whole log stands nothing.
  const isLinked = row.prev_hash === link.hash || (row.seq === from && from > 1);
  if (!isLinked) return 'changed';
  if (row.hash !== auditHash(row)) return 'changed';
  return known.get(row.seq)?.some(({ hash }) => hash !== row.hash) ? 'rewritten' : undefined;
};
