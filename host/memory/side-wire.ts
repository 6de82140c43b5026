import { type Static, Type } from '@agnes/sdk';
import type { Item } from './item.ts';
import { type AudienceNames, item, itemWire } from './item-wire.ts';

/** One of two items that stand against each other. */
export const side = Type.Union([
  item,
  Type.Object({ id: Type.String(), hidden: Type.Literal(true) }),
  Type.Object({ id: Type.String(), missing: Type.Literal(true) }),
]);

interface Shown {
  readonly id: string;
  readonly access: AudienceNames;
  /** True: of what is personal nothing but the id is told. */
  readonly hides: boolean;
}

/** Puts a side into its wire form. */
export const sideOf = (of: Item | undefined, { id, access, hides }: Shown): Static<typeof side> => {
  if (!of) return { id, missing: true };
  return of.is_personal && hides ? { id, hidden: true } : itemWire(access, of);
};
