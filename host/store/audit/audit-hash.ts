import { createHash } from 'node:crypto';
import { isoUtc } from '../iso-utc.ts';
import type { AuditRow } from './audit-repository.ts';
import { canonicalJson } from './canonical-json.ts';

/** What the first row of the log is chained on. */
export const firstPrevHash = '0'.repeat(64);

/** The hash that ties a row to everything before it. */
export const auditHash = ({
  hash: _,
  prev_hash,
  ...row
}: Omit<AuditRow, 'hash'> & { hash?: string }): string =>
  createHash('sha256')
    .update(prev_hash + canonicalJson({ ...row, timestamp: isoUtc(row.timestamp) }))
    .digest('hex');
