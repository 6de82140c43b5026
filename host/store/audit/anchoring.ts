import type { Timers } from '../../http/timers.ts';
import type { Conditions } from '../conditions.ts';
import { setInstanceState } from '../instance-state.ts';
import { isoUtc } from '../iso-utc.ts';
import type { SystemStore } from '../system-store.ts';
import { type AuditAnchor, anchorKey, appendAnchor, auditAnchors, lastAnchor } from './anchors.ts';
import { type AuditLink, auditHead, auditWindow, oldestAudit } from './audit-repository.ts';

/** What anchoring needs from outside. */
export interface AnchoringDeps {
  readonly store: SystemStore;
  readonly conditions: Pick<Conditions, 'raise' | 'clear'>;
  /** `DATA_DIR/state`. */
  readonly folder: string;
  readonly now: () => number;
  readonly timers: Timers;
  /** The log stream, which leaves the machine where somebody collects it. */
  readonly log: (anchor: AuditAnchor) => void;
}

const hour = 3_600_000;
const day = 24 * hour;

/** Notes the end of the audit log outside of it once a day, so that a log cut short or made anew shows. */
export class Anchoring implements AsyncDisposable {
  readonly #deps: AnchoringDeps;
  #turn: Promise<void> = Promise.resolve();
  #callOff = () => {};
  #isClosed = false;

  constructor(deps: AnchoringDeps) {
    this.#deps = deps;
  }

  /** Anchors at once where the last time was a day ago or never. */
  start(): void {
    this.#turn = this.#anchorAndSleep();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#callOff();
    await this.#turn;
  }

  async #anchorAndSleep(): Promise<void> {
    const wait = await this.#anchorWhenDue().catch((cause) => this.#failed(cause));
    if (!this.#isClosed) this.#callOff = this.#deps.timers.after(wait, () => this.start());
  }

  /** Resolves to the milliseconds until it is time again. */
  async #anchorWhenDue(): Promise<number> {
    const { store, folder, now } = this.#deps;
    const anchors = await auditAnchors(store.read, folder);
    const newest = Math.max(...anchors.map(({ at }) => Date.parse(at)));
    const left = newest + day - now();
    // An anchor that seems to be of tomorrow is one of a clock that was set back, or a lie.
    if (left > 0 && left <= day) return left;
    if (!(await this.#fits(anchors))) return hour;
    const head = await auditHead(store.read);
    if (!head) return hour;
    await this.#keep(head);
    return day;
  }

  /** An anchor on top of a broken chain would vouch for it. */
  async #fits(anchors: readonly AuditAnchor[]): Promise<boolean> {
    const { store, conditions } = this.#deps;
    const last = lastAnchor(anchors);
    const [row] = last ? await auditWindow(store.read, { first: last.seq, last: last.seq }) : [];
    if (last?.hash === row?.hash) {
      await conditions.clear('audit', 'log', 'audit_broken');
      return true;
    }
    await conditions.raise({
      subjectType: 'audit',
      subjectId: 'log',
      code: 'audit_broken',
      severity: 'error',
      why: `Row ${last?.seq} of the audit log is not the one that was anchored on ${last?.at}.`,
      remedy:
        'Run `agnes admin audit verify`. After restoring an older backup, move state/audit-anchors.log aside.',
    });
    return false;
  }

  async #keep({ seq, hash }: AuditLink): Promise<void> {
    const { store, conditions, folder, now, log } = this.#deps;
    const at = new Date(now());
    const first = (await oldestAudit(store.read))?.seq ?? seq;
    const anchor = { at: isoUtc(at), seq, hash, first };
    // The file first: an anchor that only the database knows can be changed together with the log.
    await appendAnchor(folder, anchor);
    await store.keep((tx) => setInstanceState(tx, { key: anchorKey, value: anchor, at }));
    log(anchor);
    await conditions.clear('audit', 'log', 'audit_not_anchored');
  }

  async #failed(cause: unknown): Promise<number> {
    const { conditions } = this.#deps;
    const why = `The end of the audit log could not be anchored: ${(cause as Error).message}`;
    const subject = { subjectType: 'audit', subjectId: 'log', code: 'audit_not_anchored' };
    const remedy = 'Make DATA_DIR/state writable, with space left; it is tried again every hour.';
    // A store that takes no condition either says so in its own ways.
    await conditions.raise({ ...subject, severity: 'warning', why, remedy }).catch(() => undefined);
    return hour;
  }
}
