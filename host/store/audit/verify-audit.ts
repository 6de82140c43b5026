import type { SystemStore } from '../system-store.ts';
import type { AuditAnchor } from './anchors.ts';
import { auditHash, firstPrevHash } from './audit-hash.ts';
import { type AuditLink, type AuditRow, auditHead, auditWindow, windowsOver } from './audit-repository.ts';

/** What is wrong: a row is not there, does not fit its hash, is not what was anchored, or the end is not there. */
type AuditFault = 'missing' | 'changed' | 'rewritten' | 'cut_off';

/** How many rows were found to be right, and the first that is not. */
export interface AuditVerdict {
  readonly ok: boolean;
  readonly checked: number;
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
  const wanted = anchors.filter(({ seq }) => seq >= from && seq <= to);
  const known = Map.groupBy(wanted, ({ seq }) => seq);
  const head = (await auditHead(read))?.seq ?? 0;
  let link: AuditLink = { seq: from - 1, hash: firstPrevHash };
  for (const window of windowsOver({ first: from, last: Math.min(to, head) })) {
    for (const row of await auditWindow(read, window)) {
      const fault = faultOf(row, { link, from, known });
      if (fault) return verdict(from, link, fault);
      link = row;
    }
    if (link.seq < window.last) return verdict(from, link, 'missing');
  }
  return verdict(from, link, wanted.some(({ seq }) => seq > link.seq) ? 'cut_off' : undefined);
};

const verdict = (from: number, { seq }: AuditLink, reason?: AuditFault): AuditVerdict => {
  const checked = seq - from + 1;
  return reason ? { ok: false, checked, firstBadSeq: seq + 1, reason } : { ok: true, checked };
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
