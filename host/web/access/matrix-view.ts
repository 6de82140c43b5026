import { addressOf, queryOf } from '../address.ts';
import { amountOf } from '../figures.ts';
import { pagerOf } from '../pager.ts';
import { cellLooks, cellState } from './cell.ts';
import {
  type GroupEntry,
  grantsByField,
  groupsMatching,
  matching,
  type Overview,
  type Resource,
  resourcesIn,
} from './overview.ts';

/** What the address asks for; both axes are filtered and paged. */
export interface MatrixQuery {
  readonly q?: string | undefined;
  readonly type?: string | undefined;
  readonly groups?: string | undefined;
  readonly page?: number | undefined;
  readonly groups_page?: number | undefined;
}

const rowsShown = 50;
const columnsShown = 20;
const path = '/admin/access';

/** What `access-matrix.mustache` is filled with: resources down, groups across. */
export const matrixView = (overview: Overview, query: MatrixQuery): object => {
  const { q = '', type = '', groups: asked = '', page = 1, groups_page = 1 } = query;
  const place = { view: 'matrix', q, type, groups: asked, page, groups_page };
  const resources = matching(resourcesIn(overview), q).filter((one) => type === '' || one.type === type);
  const groups = groupsMatching(overview.groups, asked);
  const shown = {
    rows: partOf(resources, page, rowsShown),
    columns: partOf(groups, groups_page, columnsShown),
  };
  return {
    q,
    groups_asked: asked,
    filtered: q !== '' || type !== '' || asked !== '',
    types: typesIn(overview).map((one) => ({ ...one, selected: one.key === type })),
    has_cells: shown.rows.length > 0 && shown.columns.length > 0,
    nothing: 'No resource and group are called like that.',
    legend: Object.values(cellLooks),
    base: overview.version,
    back: queryOf(place),
    groups: shown.columns.map(columnOf),
    rows: rowsOf(overview, shown),
    pager: pagerOf({ page, pageSize: rowsShown, total: resources.length, noun: 'resource' }, (at) =>
      addressOf(path, { ...place, page: at }),
    ),
    group_pager: pagerOf(
      { page: groups_page, pageSize: columnsShown, total: groups.length, noun: 'group' },
      (at) => addressOf(path, { ...place, groups_page: at }),
    ),
  };
};

/** The types of which there is something, for a choice. */
export const typesIn = ({
  resources,
}: Overview): readonly { readonly key: string; readonly title: string }[] =>
  resources.map(({ type_key: key, type_display: title }) => ({ key, title }));

const partOf = <T>(all: readonly T[], page: number, size: number): readonly T[] =>
  all.slice((page - 1) * size, page * size);

const columnOf = ({ id, name, member_count }: GroupEntry): object => ({
  id,
  name,
  people: amountOf(member_count, 'person', 'people'),
  href: addressOf(path, { group: id }),
});

interface ShownCells {
  readonly rows: readonly Resource[];
  readonly columns: readonly GroupEntry[];
}

const rowsOf = (overview: Overview, { rows, columns }: ShownCells): readonly object[] => {
  const grants = grantsByField(overview);
  return rows.map((resource) => ({
    type: resource.type,
    id: resource.id,
    name: resource.name,
    note: resource.isListed ? `${resource.typeTitle} · ${resource.block}` : 'nothing of this id is known',
    cells: columns.map((group) => cellLooks[cellState(group, resource, grants)]),
  }));
};
