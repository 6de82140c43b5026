import { Type } from '@agnes/sdk';
import type { Conditions } from '../../store/conditions.ts';
import { conflictsIn, conflictsOfTable } from '../conflicts.ts';
import type { Registry } from '../registry.ts';
import { tableSchema, tableWire } from './table-wire.ts';

/** The registry as admins see it. */
export const tableListSchema = Type.Object({ tables: Type.Array(tableSchema), count: Type.Integer() });

/** A registry row on the wire. */
export type TableEntry = Awaited<ReturnType<typeof listedTables>>[number];

/** What the list is made from. */
export interface TableListing {
  readonly registry: Pick<Registry, 'tables' | 'sources' | 'syncFacts'>;
  readonly conditions: Pick<Conditions, 'open'>;
  readonly now: () => number;
}

/** Every registered table with what is known about its last run, by name. */
export const listedTables = async ({ registry, conditions, now }: TableListing) => {
  const [tables, sources, facts, open] = await Promise.all([
    registry.tables(),
    registry.sources(),
    registry.syncFacts(),
    conditions.open(),
  ]);
  const conflicts = conflictsIn(open);
  return tables.map((table) => ({
    ...tableWire(table, facts.get(table.id), now()),
    conflicts: conflictsOfTable(table, conflicts, sources),
  }));
};
