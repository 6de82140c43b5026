import type { SystemStore } from '../system-store.ts';
import { auditHash, firstPrevHash } from './audit-hash.ts';
import { type AuditRow, auditAfter } from './audit-repository.ts';

/** How many rows were checked, and the first that is missing, changed or out of order. */
export interface AuditVerdict {
  readonly ok: boolean;
  readonly checked: number;
  readonly firstBadSeq?: number;
}

/** Walks the whole chain. A cut at the end shows only against an anchor kept elsewhere. */
export const verifyAudit = async ({ read }: Pick<SystemStore, 'read'>): Promise<AuditVerdict> => {
  let link: Link = { seq: 0, hash: firstPrevHash };
  for (;;) {
    const rows = await auditAfter(read, link.seq, pageSize);
    for (const row of rows) {
      if (!follows(row, link)) return { ok: false, checked: link.seq, firstBadSeq: link.seq + 1 };
      link = row;
    }
    if (rows.length < pageSize) return { ok: true, checked: link.seq };
  }
};

type Link = Pick<AuditRow, 'seq' | 'hash'>;

const pageSize = 2_000;

const follows = (row: AuditRow, before: Link): boolean =>
  row.seq === before.seq + 1 && row.prev_hash === before.hash && row.hash === auditHash(row);
