import type { Column } from '@agnes/sdk';
import type { Access } from '../../access/access.ts';
import type { Principal } from '../../http/principal.ts';
import type { Lake } from '../../lake/lake.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Descriptions } from '../../registry/remote/descriptions.ts';

/** A table somebody may name in a statement, with its columns. */
export interface QueryableTable {
  readonly name: string;
  readonly description: string | null;
  /** True: it stays at its source. */
  readonly remote: boolean;
  readonly columns: readonly Pick<Column, 'name' | 'type'>[];
}

/** Where the names come from. */
export interface NameSources {
  readonly access: Pick<Access, 'filter'>;
  readonly registry: Pick<Registry, 'tables'>;
  readonly lake: Pick<Lake, 'find'>;
  readonly descriptions: Pick<Descriptions, 'all'>;
}

/** What the caller was granted and can ask for now, by name: of a table of long ago the columns may be unknown. */
export const queryableNames = async (
  principal: Principal,
  { access, registry, lake, descriptions }: NameSources,
): Promise<readonly QueryableTable[]> => {
  const granted = await access.filter(principal, 'table', await registry.tables());
  const described = await descriptions.all();
  return granted
    .flatMap((table) => {
      const { id, name, description = null } = table.resource;
      const there = described.get(id)?.description.columns;
      const published = lake.find(table);
      if (!published && !there) return [];
      const columns = published?.schema ?? there ?? [];
      return [{ name, description, remote: there !== undefined, columns: columns.map(plain) }];
    })
    .toSorted((a, b) => a.name.localeCompare(b.name));
};

const plain = ({ name, type }: Column) => ({ name, type });
