import type { Kysely } from 'kysely';
import type { Intent } from '../http/intent.ts';
import { appendAudit } from '../store/audit/append-audit.ts';
import type { Tables } from '../store/tables.ts';
import { confirmedConfidence } from './confidence.ts';
import { memoryItemNotFound } from './errors.ts';
import type { Item, Status, Verb } from './item.ts';
import { findItem, updateItem } from './repository.ts';
import { transitions } from './transitions.ts';

type Tx = Kysely<Tables>;

/** One transaction of somebody who governs. */
export interface Change {
  readonly tx: Tx;
  readonly at: Date;
  readonly intent: Intent;
}

/** What became of an item along the way. */
export interface Applied {
  readonly item_id: string;
  readonly change: string;
  readonly from: Status;
}

/** The item with this id, for administrators. */
export const getItem = async (db: Tx, id: string): Promise<Item> => {
  const item = await findItem(db, id);
  if (!item) throw memoryItemNotFound({ item: id });
  return item;
};

/** Carries a decision out that was found to be allowed; answers how the item stands and what else changed. */
export const decide = async (
  change: Change,
  item: Item,
  { verb, audience }: { readonly verb: Verb; readonly audience?: string | null },
): Promise<readonly Applied[]> => {
  const status = transitions[verb].to;
  const isOver = item.valid_until !== null && item.valid_until.getTime() <= change.at.getTime();
  await updateItem(change.tx, {
    ...item,
    status,
    updated_at: change.at,
    ...(verb === 'approve' && { confidence: confirmedConfidence(item) }),
    ...(verb === 'mandate' && { confidence: 1 }),
    ...(audience !== undefined && { audience }),
    // It would expire again tonight.
    ...(isOver && (verb === 'approve' || verb === 'mandate') && { valid_until: null }),
  });
  if (item.supersedes === null || (verb !== 'approve' && verb !== 'mandate')) return [];
  const older = await findItem(change.tx, item.supersedes);
  return older ? takeOut(change, older, `superseded by ${item.id}`) : [];
};

/** Ends what an item says, however it stands: what was published is revoked, what waited is rejected. */
export const takeOut = async (change: Change, item: Item, why: string): Promise<readonly Applied[]> => {
  const verb = outcomes[item.status];
  if (!verb) return [];
  const status = transitions[verb].to;
  await updateItem(change.tx, { ...item, status, updated_at: change.at });
  await noteChange(change, { verb, id: item.id, params: { from: item.status, reason: why } });
  return [{ item_id: item.id, change: status, from: item.status }];
};

/** A row in the audit log for what happened to one item on the way of something larger. */
export const noteChange = async (
  { tx, at, intent }: Change,
  { verb, id, params }: { verb: string; id: string; params: Readonly<Record<string, unknown>> },
): Promise<void> => {
  const own = { action: `corporate_memory.${verb}`, resource: `memory:${id}`, params };
  await appendAudit(tx, { ...intent, ...own }, { started: at.getTime(), at: at.getTime() });
};

const outcomes: Partial<Readonly<Record<Status, Verb>>> = {
  pending: 'reject',
  approved: 'revoke',
  mandatory: 'revoke',
};
