import type { Instant, Json } from './column-types.ts';

/** Who changed what; rows are only ever added. */
export interface AuditTables {
  audit_log: {
    seq: number;
    id: string;
    timestamp: Instant;
    user_id: string | null;
    user_email: string | null;
    actor_kind: string;
    token_id: string | null;
    action: string;
    resource: string | null;
    params: Json | null;
    result: string | null;
    duration_ms: number | null;
    ip: string | null;
    request_id: string | null;
    prev_hash: string;
    hash: string;
  };
}
