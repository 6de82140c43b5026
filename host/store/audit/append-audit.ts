import type { Kysely } from 'kysely';
import type { Intent } from '../../http/intent.ts';
import { newId } from '../new-id.ts';
import type { Tables } from '../tables.ts';
import { auditHash, firstPrevHash } from './audit-hash.ts';
import { auditHead, insertAudit } from './audit-repository.ts';
import { canonicalJson } from './canonical-json.ts';
import { masked } from './masked.ts';

/** Chains the row of one change onto the log, inside the transaction of that change. */
export const appendAudit = async (tx: Kysely<Tables>, intent: Intent, when: When): Promise<void> => {
  const head = await auditHead(tx);
  const row = {
    seq: (head?.seq ?? 0) + 1,
    id: newId(),
    timestamp: new Date(when.at),
    ...told(intent),
    result: 'success',
    duration_ms: Math.max(0, Math.round(when.at - when.started)),
    prev_hash: head?.hash ?? firstPrevHash,
  };
  await insertAudit(tx, { ...row, hash: auditHash(row) });
};

/** Milliseconds UTC. */
interface When {
  readonly started: number;
  readonly at: number;
}

const told = ({ action, actor, resource, params, requestId, ip }: Intent) => ({
  user_id: actor.userId ?? null,
  user_email: actor.email ?? null,
  actor_kind: actor.kind,
  token_id: actor.tokenId ?? null,
  action,
  resource: resource ?? null,
  params: params === undefined ? null : canonicalJson(masked(params)),
  ip: ip ?? null,
  request_id: requestId ?? null,
});
