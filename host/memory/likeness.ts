import type { Kysely } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { Item } from './item.ts';
import { addRelation, dropOpenHints, likelyDuplicate, pairOf } from './relation-repository.ts';
import { allItems } from './repository.ts';

const leastShared = 2;
const living = ['pending', 'approved', 'mandatory'];

/** Notes which items of its domain a new or changed one may repeat. What was decided about a pair stays. */
export const noteLikeness = async (tx: Kysely<Tables>, item: Item, at: Date): Promise<void> => {
  await dropOpenHints(tx, item.id);
  if (!isComparable(item)) return;
  const others = (await allItems(tx)).filter((one) => one.id !== item.id && isComparable(one));
  for (const other of others.filter(({ domain }) => domain === item.domain)) {
    const score = likeness(item.entities, other.entities);
    if (score === undefined) continue;
    await addRelation(tx, {
      ...pairOf(item.id, other.id),
      ...{ relation_type: likelyDuplicate, score, resolved: false, created_at: at },
      ...{ resolved_by: null, resolved_at: null, resolution: null },
    });
  }
};

/** What two items name in common, as a share of all they name; nothing below two. */
const likeness = (one: readonly string[], other: readonly string[]): number | undefined => {
  const [a, b] = [keysOf(one), keysOf(other)];
  const shared = [...a].filter((key) => b.has(key)).length;
  return shared < leastShared ? undefined : shared / (a.size + b.size - shared);
};

const isComparable = ({ domain, is_personal, status, entities }: Item): boolean =>
  domain !== null && !is_personal && living.includes(status) && entities.length >= leastShared;

const keysOf = (entities: readonly string[]): ReadonlySet<string> =>
  new Set(entities.map((entity) => entity.trim().toLowerCase()).filter(Boolean));
