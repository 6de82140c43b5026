import type { Item } from '../../memory/item.ts';
import { type AudienceNames, itemWire } from '../../memory/item-wire.ts';
import { agoOf } from '../figures.ts';
import { statusChip } from './item-view.ts';

/** Two items that stand against each other, by the ids they had and as they are now. */
export interface Sides {
  readonly item_a_id: string;
  readonly item_b_id: string;
  readonly a: Item | undefined;
  readonly b: Item | undefined;
}

/** What sides are shown with. */
export interface SidesShown {
  readonly access: AudienceNames;
  readonly now: number;
}

/** Both sides as `memory-sides.mustache` draws them. Of what is personal nothing but the id is told. */
export const sidesView = (of: Sides, shown: SidesShown): readonly object[] => [
  sideView('A', { id: of.item_a_id, item: of.a }, shown),
  sideView('B', { id: of.item_b_id, item: of.b }, shown),
];

const sideView = (
  letter: string,
  { id, item }: { readonly id: string; readonly item: Item | undefined },
  { access, now }: SidesShown,
): object => {
  if (!item) return { letter, id, says: 'This item is gone.' };
  if (item.is_personal) return { letter, id, says: 'This item is personal to its author.' };
  const { title, content, status, source_user } = itemWire(access, item);
  return {
    ...{ letter, id, status: statusChip(status) },
    shown: { title, content },
    facts: `by ${source_user ?? 'somebody'} · ${agoOf(item.updated_at, now)}`,
  };
};

const review = '/corporate-memory/admin';

const tabs = {
  review: { href: review, label: 'Items' },
  contradictions: { href: `${review}/contradictions`, label: 'Contradictions' },
  duplicates: { href: `${review}/duplicates`, label: 'Duplicates' },
};

/** The views of the review; what was decided is in the audit log. */
export const reviewTabs = (current: keyof typeof tabs): readonly object[] => [
  ...Object.entries(tabs).map(([name, tab]) => ({ ...tab, current: name === current })),
  { href: '/admin/audit?action=corporate_memory.*', label: 'Audit', current: false },
];
