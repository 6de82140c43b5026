import { type AddressQuery, addressOf, below, queryOf } from '../address.ts';
import { groupChip } from '../chips.ts';
import { amountOf, momentOf } from '../figures.ts';
import { pagerOf } from '../pager.ts';
import { type CellState, cellLooks, cellState } from './cell.ts';
import {
  fieldOf,
  type GrantEntry,
  type GroupEntry,
  grantsByField,
  groupsMatching,
  matching,
  type Overview,
  type Resource,
  resourcesIn,
} from './overview.ts';

/** What the address asks for. */
export interface TreeQuery {
  readonly group?: string | undefined;
  readonly q?: string | undefined;
  readonly groups?: string | undefined;
  readonly page?: number | undefined;
}

const mostGroups = 200;
const pageSize = 300;

/** What `access-tree.mustache` is filled with: groups, and the resources of one as check boxes. */
export const treeView = (overview: Overview, query: TreeQuery, now: number): object => {
  const { group: wanted, q = '', groups: asked = '' } = query;
  const found = groupsMatching(overview.groups, asked);
  const group = overview.groups.find(({ id }) => id === wanted);
  return {
    groups_asked: asked,
    groups: found.slice(0, mostGroups).map((one) => ({
      href: hrefOf({ group: one.id, q, groups: asked }),
      current: one.id === wanted,
      chip: groupChip(one),
      grants: amountOf(one.grant_count, 'grant'),
    })),
    ...(found.length > mostGroups && {
      more_groups: `${mostGroups} of ${amountOf(found.length, 'group')} are shown; search for the others.`,
    }),
    ...(group && { group: groupView(overview, group, { ...query, now }) }),
  };
};

const groupView = (
  overview: Overview,
  group: GroupEntry,
  { q = '', page = 1, now }: TreeQuery & { readonly now: number },
): object => {
  const grants = grantsByField(overview);
  // What no list names can be taken away, but is no offer to others.
  const isOffered = (one: Resource): boolean => one.isListed || grants.has(fieldFor(group, one));
  const found = matching(resourcesIn(overview), q).filter(isOffered);
  const shown = found.slice((page - 1) * pageSize, page * pageSize);
  const place = { group: group.id, q };
  return {
    id: group.id,
    name: group.name,
    href: below('/admin/groups', group.id),
    people: amountOf(group.member_count, 'person', 'people'),
    admin: shown.some((one) => cellState(group, one, new Map()) === 'admin'),
    q,
    all_href: hrefOf({ group: group.id }),
    base: overview.version,
    back: queryOf({ ...place, page }),
    has_types: shown.length > 0,
    types: typesOf(overview, { group, shown, now }),
    nothing:
      q === '' ? 'There is nothing to grant yet: register a table first.' : 'Nothing is called like that.',
    pager: pagerOf({ page, pageSize, total: found.length, noun: 'resource' }, (at) =>
      hrefOf({ ...place, page: at }),
    ),
  };
};

interface Shown {
  readonly group: GroupEntry;
  readonly shown: readonly Resource[];
  readonly now: number;
}

const typesOf = (overview: Overview, { group, shown, now }: Shown): readonly object[] => {
  const grants = grantsByField(overview);
  const cells = shown.map((resource) => ({ resource, state: cellState(group, resource, grants) }));
  return [...Map.groupBy(cells, ({ resource }) => resource.type)].map(([type, ofType]) => {
    const stale = overview.resources.find(({ type_key }) => type_key === type)?.stale_since;
    return {
      title: ofType[0]?.resource.typeTitle,
      counts: countsOf(ofType),
      ...(stale !== undefined && { stale: momentOf(stale, now) }),
      blocks: [...Map.groupBy(ofType, ({ resource }) => resource.block)].map(([name, items]) => ({
        name,
        counts: countsOf(items),
        items: items.map((cell) => itemOf(cell, group, grants)),
      })),
    };
  });
};

interface Cell {
  readonly resource: Resource;
  readonly state: CellState;
}

const countsOf = (cells: readonly Cell[]): string =>
  `${cells.filter(({ state }) => state !== 'none').length} of ${cells.length}`;

const itemOf = (
  { resource, state }: Cell,
  group: GroupEntry,
  grants: ReadonlyMap<string, GrantEntry>,
): object => {
  const field = fieldFor(group, resource);
  const isFixed = state === 'admin';
  return {
    name: resource.name,
    description: resource.description ?? '',
    field: isFixed ? undefined : field,
    on: state !== 'none',
    fixed: isFixed,
    had: grants.has(field),
    chip: chipOf(resource, state),
  };
};

const fieldFor = (group: GroupEntry, { type, id }: Resource): string =>
  fieldOf(group.id, { resource_type: type, resource_id: id });

const chipOf = ({ isListed }: Resource, state: CellState): object | undefined => {
  if (!isListed) return { kind: 'warn', text: 'Unknown', note: 'nothing of this id is known' };
  if (state === 'required' || state === 'optional') return { kind: 'plain', text: state };
  return state === 'admin' ? { kind: 'admin', text: cellLooks.admin.says } : undefined;
};

const hrefOf = (query: AddressQuery): string => addressOf('/admin/access', query);
