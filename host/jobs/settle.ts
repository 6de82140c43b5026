import type { Kysely, Updateable } from 'kysely';
import { isoUtc } from '../store/iso-utc.ts';
import type { Tables } from '../store/tables.ts';
import { appendEvents } from './events/repository.ts';
import { isFinished, type Job, type Lease } from './job.ts';
import { changeHeld, findHeld } from './repository.ts';
import { type Ending, type Settlement, settlementOf } from './settlement.ts';

/** Writes down how an attempt ended. `undefined`: the lease is lost, and nothing is written. */
export const settle = async (
  tx: Kysely<Tables>,
  lease: Lease,
  { ending, now, random }: { readonly ending: Ending; readonly now: number; readonly random: () => number },
): Promise<Job | undefined> => {
  // Read here, not before: a cancel may have been stored while the handler was on its last line.
  const job = await findHeld(tx, lease);
  if (!job) return undefined;
  const settlement = settlementOf(job, ending, { now, random });
  const settled = await changeHeld(tx, lease, columnsOf(settlement, new Date(now)));
  await appendEvents(tx, { id: job.id, at: new Date(now) }, eventsOf(settlement));
  return settled;
};

const columnsOf = (settlement: Settlement, now: Date): Updateable<Tables['jobs']> => ({
  status: settlement.status,
  attempt: settlement.attempt,
  result: jsonOf(settlement.result),
  error: jsonOf(settlement.error),
  confirm: jsonOf(settlement.confirm),
  lease_owner: null,
  lease_token: null,
  lease_expires_at: null,
  ...(settlement.runAfter && { run_after: settlement.runAfter }),
  ...(isFinished(settlement.status) && { finished_at: now }),
});

const jsonOf = (value: unknown): string | null => JSON.stringify(value) ?? null;

const eventsOf = ({ status, attempt, error, runAfter, confirm }: Settlement) => {
  const data = {
    status,
    attempt,
    ...(error && { error: { code: error.code, message: error.message } }),
    ...(confirm && { question: confirm.question }),
    ...(runAfter && { run_after: isoUtc(runAfter) }),
  };
  const state = { type: 'state', data } as const;
  return isFinished(status) ? [state, { type: 'end', data } as const] : [state];
};
