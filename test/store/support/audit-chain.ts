import { auditHash, firstPrevHash } from '../../../host/store/audit/audit-hash.ts';
import { type AuditRow, auditHead } from '../../../host/store/audit/audit-repository.ts';
import { newId } from '../../../host/store/new-id.ts';
import type { SystemStore } from '../../../host/store/system-store.ts';

/** Chains so many entries onto the log at once, one second apart; each is what the test says. */
export const addEntries = (
  store: SystemStore,
  count: number,
  special: (seq: number) => Partial<AuditRow> = () => ({}),
): Promise<void> =>
  store.keep(async (tx) => {
    const head = await auditHead(tx);
    let prev_hash = head?.hash ?? firstPrevHash;
    const first = (head?.seq ?? 0) + 1;
    const rows = Array.from({ length: count }, (_, index) => {
      const row = { ...plain, seq: first + index, id: newId(), prev_hash, ...special(first + index) };
      const at = { timestamp: new Date(start + row.seq * 1_000), ...row };
      prev_hash = auditHash(at);
      return { ...at, hash: prev_hash };
    });
    if (rows.length > 0) await tx.insertInto('audit_log').values(rows).execute();
  });

/** A second before the first entry. */
export const start = Date.UTC(2027, 0, 1);

const plain = {
  user_id: 'u1',
  user_email: 'ada@example.com',
  actor_kind: 'session',
  token_id: null,
  action: 'table.register',
  resource: 'flights',
  params: null,
  result: 'success',
  duration_ms: 1,
  ip: '192.0.2.1',
  request_id: 'req-1',
};
