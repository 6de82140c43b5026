import { type Static, Type } from '@agnes/sdk';
import { isoUtc } from '../iso-utc.ts';
import type { AuditRow } from './audit-repository.ts';

const maybeText = Type.Union([Type.String(), Type.Null()]);

/** A row of the audit log on the wire. */
export const auditEntry = Type.Object({
  seq: Type.Integer(),
  id: Type.String(),
  timestamp: Type.String(),
  user_id: maybeText,
  user_email: maybeText,
  actor_kind: Type.String(),
  token_id: maybeText,
  action: Type.String(),
  resource: maybeText,
  params: Type.Unknown({ description: 'What the change was asked for; secrets are masked.' }),
  result: maybeText,
  duration_ms: Type.Union([Type.Integer(), Type.Null()]),
  ip: maybeText,
  request_id: maybeText,
  hash: Type.String(),
});

/** One row as people and programs read it. */
export type AuditEntry = Static<typeof auditEntry>;

/** Puts a stored row into its wire form. */
export const auditEntryOf = ({ prev_hash: _, timestamp, params, ...row }: AuditRow): AuditEntry => ({
  ...row,
  timestamp: isoUtc(timestamp),
  params: params === null ? null : JSON.parse(params),
});
