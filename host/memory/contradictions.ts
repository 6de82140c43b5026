import type { Intent } from '../http/intent.ts';
import { type Applied, type Change, getItem, noteChange, takeOut } from './changes.ts';
import {
  allContradictions,
  type Contradiction,
  findContradiction,
  insertContradiction,
  updateContradiction,
} from './contradiction-repository.ts';
import { alreadyResolved, contradictionNotFound, mergedContentMissing, sameItem } from './errors.ts';
import type { GovernanceDeps } from './governance.ts';
import type { Item } from './item.ts';
import { addRelation, pairOf } from './relation-repository.ts';
import { itemsById, updateItem } from './repository.ts';
import { strongerFirst } from './stronger.ts';

/** How a contradiction can end. */
export const contradictionEnds = ['kept_a', 'kept_b', 'merged', 'both_valid'] as const;

/** One of them. */
export type ContradictionEnd = (typeof contradictionEnds)[number];

/** Two items somebody found to disagree. */
export type ContradictionDraft = Pick<Contradiction, 'item_a_id' | 'item_b_id' | 'explanation'> &
  Partial<Pick<Contradiction, 'severity' | 'suggested_resolution'>>;

/** What was decided, and whether the items change by it. */
export interface Settlement {
  readonly resolution: ContradictionEnd;
  readonly apply: boolean;
  /** What takes the place of both texts. */
  readonly mergedContent?: string;
}

/** A contradiction with its two sides, as they are now; one that is gone is nothing. */
export type SidedContradiction = Contradiction & {
  readonly a: Item | undefined;
  readonly b: Item | undefined;
};

/** Items that disagree, and what was decided about them. */
export class Contradictions {
  readonly #deps: GovernanceDeps & { readonly newId: () => string };

  constructor(deps: GovernanceDeps & { readonly newId: () => string }) {
    this.#deps = deps;
  }

  async list({ resolved }: { readonly resolved?: boolean }): Promise<readonly SidedContradiction[]> {
    const { read } = this.#deps.store;
    const all = await allContradictions(read);
    const wanted = all.filter((one) => resolved === undefined || one.resolved === resolved);
    const items = await itemsById(
      read,
      wanted.flatMap(({ item_a_id, item_b_id }) => [item_a_id, item_b_id]),
    );
    return wanted.map((one) => ({ ...one, a: items.get(one.item_a_id), b: items.get(one.item_b_id) }));
  }

  add(draft: ContradictionDraft, intent: Intent): Promise<Contradiction> {
    const { store, newId, now } = this.#deps;
    if (draft.item_a_id === draft.item_b_id) throw sameItem({ item: draft.item_a_id });
    return store.write(intent, async (tx) => {
      await getItem(tx, draft.item_a_id);
      await getItem(tx, draft.item_b_id);
      const made = {
        ...{ severity: null, suggested_resolution: null, ...draft },
        ...{ id: `kc_${newId().slice(-12)}`, detected_at: new Date(now()), applied: [] },
        ...{ resolved: false, resolved_by: null, resolved_at: null, resolution: null },
      };
      await insertContradiction(tx, made);
      return made;
    });
  }

  /** Decides once and for all; carried out, it answers what it changed. */
  resolve(id: string, settled: Settlement, intent: Intent): Promise<Contradiction> {
    const { store, now } = this.#deps;
    return store.write(intent, async (tx) => {
      const open = await findContradiction(tx, id);
      if (!open) throw contradictionNotFound({ id });
      if (open.resolved) throw alreadyResolved({ what: 'contradiction', resolution: open.resolution ?? '' });
      const change = { tx, at: new Date(now()), intent };
      const done = {
        ...open,
        ...{ resolved: true, resolved_by: intent.actor.userId ?? null, resolved_at: change.at },
        resolution: settled.resolution,
        applied: settled.apply ? await carryOut(change, open, settled) : [],
      };
      await updateContradiction(tx, done);
      return done;
    });
  }
}

const carryOut = async (
  change: Change,
  { id, item_a_id, item_b_id }: Contradiction,
  { resolution, mergedContent }: Settlement,
): Promise<readonly Applied[]> => {
  const [a, b] = [await getItem(change.tx, item_a_id), await getItem(change.tx, item_b_id)];
  const why = `contradiction ${id}: ${resolution}`;
  if (resolution === 'kept_a') return takeOut(change, b, why);
  if (resolution === 'kept_b') return takeOut(change, a, why);
  return resolution === 'merged' ? merge(change, [a, b], { why, mergedContent }) : link(change, a, b);
};

const merge = async (
  change: Change,
  [a, b]: readonly [Item, Item],
  { why, mergedContent }: { readonly why: string; readonly mergedContent: string | undefined },
): Promise<readonly Applied[]> => {
  if (mergedContent === undefined || mergedContent.trim() === '') throw mergedContentMissing({});
  const [stays, goes] = strongerFirst(a, b);
  await updateItem(change.tx, { ...stays, content: mergedContent.trim(), updated_at: change.at });
  await noteChange(change, { verb: 'edit', id: stays.id, params: { fields: ['content'], reason: why } });
  const gone = await takeOut(change, goes, why);
  return [{ item_id: stays.id, change: 'edited', from: stays.status }, ...gone];
};

const link = async ({ tx, at, intent }: Change, a: Item, b: Item): Promise<readonly Applied[]> => {
  await addRelation(tx, {
    ...pairOf(a.id, b.id),
    ...{ relation_type: 'both_valid', score: null, resolved: true, resolution: 'both_valid' },
    ...{ resolved_by: intent.actor.userId ?? null, resolved_at: at, created_at: at },
  });
  return [a, b].map(({ id, status }) => ({ item_id: id, change: 'linked', from: status }));
};
