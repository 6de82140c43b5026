import { type ConditionRow, insertCondition, openConditions, updateOpen } from './conditions-repository.ts';
import { newId } from './new-id.ts';
import type { SystemStore } from './system-store.ts';

/** Something that does not work as it should: which thing, why, and what to do about it. */
export interface Fault {
  readonly subjectType: string;
  readonly subjectId: string;
  readonly code: string;
  readonly severity: 'info' | 'warning' | 'error';
  readonly why: string;
  readonly remedy: string;
  readonly data?: unknown;
}

/** A fault that is open. */
export interface Condition extends Fault {
  readonly id: string;
  readonly since: Date;
  readonly lastSeenAt: Date;
}

/** Every degraded mode of the host, shown until it is over. */
export class Conditions {
  readonly #store: SystemStore;
  readonly #now: () => number;

  constructor({ store, now }: { store: SystemStore; now: () => number }) {
    this.#store = store;
    this.#now = now;
  }

  /** Opens a condition; one that is open already is seen again. */
  async raise(fault: Fault): Promise<void> {
    const at = new Date(this.#now());
    const { severity, why, remedy } = fault;
    const data = fault.data === undefined ? null : JSON.stringify(fault.data);
    const seen = { severity, why, remedy, data, last_seen_at: at };
    await this.#store.keep(async (tx) => {
      if ((await updateOpen(tx, fault, seen)) > 0) return;
      const { subjectType: subject_type, subjectId: subject_id, code } = fault;
      await insertCondition(tx, {
        id: newId(),
        subject_type,
        subject_id,
        code,
        since: at,
        cleared_at: null,
        ...seen,
      });
    });
  }

  /** Ends what is open about the subject: one code, or all of them. */
  async clear(subjectType: string, subjectId: string, code?: string): Promise<void> {
    const key = { subjectType, subjectId, ...(code !== undefined && { code }) };
    const cleared = { cleared_at: new Date(this.#now()) };
    await this.#store.keep((tx) => updateOpen(tx, key, cleared));
  }

  /** What is wrong now, oldest first. */
  async open(): Promise<Condition[]> {
    return (await openConditions(this.#store.read)).map(conditionOf);
  }
}

/** Ends what is open about things that are gone, in the transaction in which they go. */
export const endConditions = async (
  tx: SystemStore['read'],
  subjects: readonly Pick<Fault, 'subjectType' | 'subjectId'>[],
  at: Date,
): Promise<void> => {
  for (const subject of subjects) await updateOpen(tx, subject, { cleared_at: at });
};

const conditionOf = (row: ConditionRow): Condition => ({
  id: row.id,
  subjectType: row.subject_type,
  subjectId: row.subject_id,
  code: row.code,
  severity: row.severity,
  why: row.why,
  remedy: row.remedy,
  since: row.since,
  lastSeenAt: row.last_seen_at,
  ...(row.data !== null && { data: JSON.parse(row.data) }),
});
