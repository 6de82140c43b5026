import type { Readable } from 'node:stream';
import { cursorBehind, idOfCursor } from '../../http/cursor.ts';
import { cursorInvalid } from '../../http/errors.ts';
import type { Intent } from '../../http/intent.ts';
import { instantOf } from '../instant-of.ts';
import type { SystemStore } from '../system-store.ts';
import { anchorBeginning, auditAnchors } from './anchors.ts';
import { type ArchiveSpan, type ArchiveStatement, auditArchive } from './audit-archive.ts';
import { type AuditEntry, auditEntryOf } from './audit-entry.ts';
import { auditExport, type ExportFormat } from './audit-export.ts';
import {
  type AuditFilter,
  auditWindow,
  firstAuditFrom,
  newestAudit,
  oldestAudit,
  removeAuditUpTo,
} from './audit-repository.ts';
import type { AuditSigner } from './audit-signer.ts';
import { auditArchiveRefused, auditLogBroken, auditNothingOld } from './errors.ts';
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

interface AuditLogDeps {
  readonly store: SystemStore;
  /** Where the anchors are. */
  readonly folder: string;
  readonly signer: AuditSigner;
  readonly now: () => number;
}

/** Who changed what, for those who look after the instance. */
export class AuditLog {
  readonly #store: SystemStore;
  readonly #folder: string;
  readonly #signer: AuditSigner;
  readonly #now: () => number;

  constructor({ store, folder, signer, now }: AuditLogDeps) {
    this.#store = store;
    this.#folder = folder;
    this.#signer = signer;
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

  /** Old entries as a signed file. They stay until that file is shown to be there. */
  async archive(before: string, intent: Intent): Promise<Readable> {
    const span = await this.#oldSpan(before);
    // What is signed vouches for its entries, and what shows that they were changed would go with them.
    const { firstBadSeq } = await this.verify({});
    if (firstBadSeq !== undefined) throw auditLogBroken({ seq: firstBadSeq });
    await this.#store.write(intent, async () => undefined);
    return auditArchive(this.#store.read, span, this.#signer);
  }

  /** Takes out what an archive of this host holds; the row of the change tells the last hash that went. */
  async truncate({ statement, signature }: Archived, intent: Intent): Promise<void> {
    if (!this.#signer.signed(statement, signature))
      throw auditArchiveRefused({ reason: 'this host has not signed the archive' });
    await this.#store.write(intent, async (tx) => {
      const { first_seq, last_seq, last_hash } = statement;
      const oldest = await oldestAudit(tx);
      const [last] = await auditWindow(tx, { first: last_seq, last: last_seq });
      if (oldest?.seq !== first_seq || last?.hash !== last_hash)
        throw auditArchiveRefused({ reason: 'the archive is not the beginning of the log any more' });
      // The file first: a beginning that only the database knows can be made up by whoever writes there.
      await anchorBeginning(tx, this.#folder, last_seq + 1);
      await removeAuditUpTo(tx, last_seq);
    });
  }

  /** From the first entry to the last one before an instant; what no anchor stands behind is never among them. */
  async #oldSpan(before: string): Promise<ArchiveSpan> {
    const { read } = this.#store;
    const oldest = await oldestAudit(read);
    const young = await firstAuditFrom(read, instantOf('before', before));
    const anchors = await auditAnchors(read, this.#folder);
    const last =
      Math.min(young?.seq ?? Number.MAX_SAFE_INTEGER, Math.max(0, ...anchors.map(({ seq }) => seq))) - 1;
    const [end] = await auditWindow(read, { first: last, last });
    if (!oldest || !end) throw auditNothingOld({ before });
    return { before, first: oldest.seq, last, lastHash: end.hash };
  }
}

/** What an archive says of itself, and who says so. */
export interface Archived {
  readonly statement: ArchiveStatement;
  readonly signature: string;
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
