import type { Table } from '../../registry/table.ts';
import type { Relation } from './profile.ts';
import type { RelatedWire } from './profile-wire.ts';
import type { ProfileHead } from './repository.ts';

/** The relations of a table to tables the caller may see; the others are in no list and no count. */
export const relatedTables = (
  tableId: string,
  heads: ReadonlyMap<string, ProfileHead>,
  visible: readonly Pick<Table, 'id' | 'name'>[],
): readonly RelatedWire[] => {
  const names = new Map(visible.map(({ id, name }) => [id, name]));
  const belongsTo = (heads.get(tableId)?.summary.relations ?? []).flatMap((relation) =>
    wire(relation, { id: relation.table_id, relation: 'belongs_to', names }),
  );
  const hasMany = [...heads.values()].flatMap(({ tableId: id, summary }) =>
    summary.relations
      .filter((relation) => relation.table_id === tableId)
      .flatMap((relation) => wire(relation, { id, relation: 'has_many', names })),
  );
  return [...belongsTo, ...hasMany];
};

interface Other {
  readonly id: string;
  readonly relation: RelatedWire['relation'];
  readonly names: ReadonlyMap<string, string>;
}

const wire = ({ column, key, share }: Relation, { id, relation, names }: Other): readonly RelatedWire[] => {
  const table = names.get(id);
  return table === undefined ? [] : [{ table, table_id: id, relation, column, key, share }];
};
