import { below } from './address.ts';
import { groupChip } from './chips.ts';
import { amountOf } from './figures.ts';

/** What somebody may use by grants, as the API answers it. */
export interface EffectiveAccess {
  readonly is_admin: boolean;
  readonly items: readonly {
    readonly resource_type: string;
    readonly resource_id: string;
    readonly via_groups: readonly { readonly group_id: string; readonly group_name: string }[];
  }[];
}

/** A group as far as its chip shows it. */
export interface KnownGroup {
  readonly id: string;
  readonly name: string;
  readonly is_system: boolean;
  readonly origin: string;
}

/** What stands around the list. */
export interface ReasonWords {
  /** `you` or an address. */
  readonly who: string;
  readonly nothing: string;
  /** Groups of the person, for the shapes of chips. */
  readonly groups: readonly KnownGroup[];
  /** How resources are called, by type and id. */
  readonly names: ReadonlyMap<string, string>;
  /** True: groups are links to their pages. */
  readonly isLinked: boolean;
}

const most = 300;

/** What `reasons.mustache` is filled with: each resource, and through which groups. */
export const reasonsView = ({ is_admin, items }: EffectiveAccess, words: ReasonWords): object => {
  const known = new Map(words.groups.map((group) => [group.id, group]));
  const chipOf = ({ group_id: id, group_name: name }: { group_id: string; group_name: string }): object => ({
    ...groupChip(known.get(id) ?? { name, is_system: false, origin: 'custom' }),
    href: words.isLinked ? below('/admin/groups', id) : undefined,
  });
  return {
    who: words.who,
    access: {
      is_admin,
      has_items: items.length > 0,
      items: items.slice(0, most).map(({ resource_type: type, resource_id: id, via_groups }) => ({
        name: words.names.get(`${type} ${id}`) ?? id,
        type: type.replaceAll('_', ' '),
        groups: via_groups.map(chipOf),
      })),
      more:
        items.length > most &&
        `${most} of ${amountOf(items.length, 'resource')} are shown; the API lists all of them.`,
      nothing: words.nothing,
    },
  };
};
