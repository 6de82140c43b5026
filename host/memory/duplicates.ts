import type { Intent } from '../http/intent.ts';
import { type Applied, type Change, getItem, takeOut } from './changes.ts';
import { trimmed } from './edits.ts';
import { alreadyResolved, relationNotFound } from './errors.ts';
import type { GovernanceDeps } from './governance.ts';
import type { Item } from './item.ts';
import {
  duplicateHints,
  findRelation,
  likelyDuplicate,
  moveEvidence,
  pairOf,
  type Relation,
  updateRelation,
} from './relation-repository.ts';
import { itemsById, updateItem } from './repository.ts';
import { strongerFirst } from './stronger.ts';
import { moveVotes } from './vote-repository.ts';

/** What a likely duplicate can turn out to be. */
export const duplicateEnds = ['duplicate', 'different', 'dismissed'] as const;

/** One of them. */
export type DuplicateEnd = (typeof duplicateEnds)[number];

/** A pair with its two items, as they are now. */
export type SidedRelation = Relation & { readonly a: Item | undefined; readonly b: Item | undefined };

/** Items that may say the same, and what was decided about them. */
export class Duplicates {
  readonly #deps: GovernanceDeps;

  constructor(deps: GovernanceDeps) {
    this.#deps = deps;
  }

  async list({ resolved }: { readonly resolved?: boolean }): Promise<readonly SidedRelation[]> {
    const { read } = this.#deps.store;
    const hints = (await duplicateHints(read)).filter(
      (one) => resolved === undefined || one.resolved === resolved,
    );
    const items = await itemsById(
      read,
      hints.flatMap(({ item_a_id, item_b_id }) => [item_a_id, item_b_id]),
    );
    return hints.map((one) => ({ ...one, a: items.get(one.item_a_id), b: items.get(one.item_b_id) }));
  }

  /** Decides once and for all. Of duplicates one stays, with the votes and evidence of both. */
  resolve(
    ids: readonly [string, string],
    resolution: DuplicateEnd,
    intent: Intent,
  ): Promise<Relation & { readonly applied: readonly Applied[] }> {
    const { store, now } = this.#deps;
    const pair = pairOf(...ids);
    return store.write(intent, async (tx) => {
      const open = await findRelation(tx, { ...pair, relation_type: likelyDuplicate });
      if (!open) throw relationNotFound(pair);
      if (open.resolved) throw alreadyResolved({ what: 'pair', resolution: open.resolution ?? '' });
      const change = { tx, at: new Date(now()), intent };
      const by = intent.actor.userId ?? null;
      const done = { ...open, resolved: true, resolved_by: by, resolved_at: change.at, resolution };
      await updateRelation(tx, done);
      return { ...done, applied: resolution === 'duplicate' ? await merge(change, pair) : [] };
    });
  }
}

const merge = async (
  change: Change,
  { item_a_id, item_b_id }: Pick<Relation, 'item_a_id' | 'item_b_id'>,
): Promise<readonly Applied[]> => {
  const { tx, at } = change;
  const [stays, goes] = strongerFirst(await getItem(tx, item_a_id), await getItem(tx, item_b_id));
  const way = { from: goes.id, to: stays.id };
  await moveVotes(tx, way);
  await moveEvidence(tx, way);
  const contributors = trimmed([...stays.contributors, ...goes.contributors]);
  await updateItem(tx, { ...stays, contributors, updated_at: at });
  const gone = await takeOut(change, goes, `duplicate of ${stays.id}`);
  return [{ item_id: stays.id, change: 'merged', from: stays.status }, ...gone];
};
