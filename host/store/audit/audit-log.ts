import type { Readable } from 'node:stream';
import { cursorBehind, idOfCursor } from '../../http/cursor.ts';
import { cursorInvalid } from '../../http/errors.ts';
import type { Intent } from '../../http/intent.ts';
import { instantOf } from '../instant-of.ts';
import type { SystemStore } from '../system-store.ts';
import { auditAnchors } from './anchors.ts';
import { type AuditEntry, auditEntryOf } from './audit-entry.ts';
import { auditExport, type ExportFormat } from './audit-export.ts';
import { type AuditFilter, newestAudit } from './audit-repository.ts';
import { type AuditVerdict, verifyAudit } from './verify-audit.ts';

/** Filters as they were typed; what is absent or blank does not narrow. */
export interface AuditQuery {
  readonly action?: string;
  readonly actor?: string;
  readonly resource?: string;
  readonly since?: string;
  readonly until?: string;
}

/** Entries, newest first, and where the next ones begin. */
export interface AuditList {
  readonly entries: readonly AuditEntry[];
  readonly nextCursor?: string;
}

/** Who changed what, for those who look after the instance. */
export class AuditLog {
  readonly #store: SystemStore;
  readonly #folder: string;
  readonly #now: () => number;

  constructor({ store, folder, now }: { store: SystemStore; folder: string; now: () => number }) {
    this.#store = store;
    this.#folder = folder;
    this.#now = now;
  }

  async list(query: AuditQuery, { limit, cursor }: { limit: number; cursor?: string }): Promise<AuditList> {
    const before = cursor === undefined ? {} : { before: seqOf(cursor, this.#now()) };
    const rows = await newestAudit(this.#store.read, filterOf(query), { limit: limit + 1, ...before });
    const entries = rows.slice(0, limit).map(auditEntryOf);
    const last = entries.at(-1);
    if (!last || rows.length <= limit) return { entries };
    return { entries, nextCursor: cursorBehind(String(last.seq), this.#now()) };
  }

  /** Walks the chain and compares it with every anchor. */
  async verify(span: { readonly from?: number; readonly to?: number }): Promise<AuditVerdict> {
    const anchors = await auditAnchors(this.#store.read, this.#folder);
    return verifyAudit(this.#store, { ...span, anchors });
  }

  /** The log as a file. That somebody took it is in the log itself. */
  async export(query: AuditQuery, { format, intent }: Export): Promise<Readable> {
    const filter = filterOf(query);
    await this.#store.write(intent, async () => undefined);
    return auditExport(this.#store.read, filter, format);
  }
}

interface Export {
  readonly format: ExportFormat;
  readonly intent: Intent;
}

const seqOf = (cursor: string, now: number): number => {
  const seq = Number(idOfCursor(cursor, now));
  // A cursor of another list holds an id that is no number.
  if (!Number.isSafeInteger(seq)) throw cursorInvalid({});
  return seq;
};

const filterOf = ({ action, actor, resource, since, until }: AuditQuery): AuditFilter => ({
  ...(action && { action }),
  ...(actor && { actor }),
  ...(resource && { resource }),
  ...(since && { since: instantOf('since', since) }),
  ...(until && { until: instantOf('until', until) }),
});
