import type { ListedTable } from '@agnes/sdk';
import type { Table } from '../registry/table.ts';

/** A table as resource types see it: a copy, for theirs is code of plugins and the registry answers from memory. */
export const listedTable = ({
  id,
  name,
  queryMode,
  bucket,
  sourceType,
  description,
}: Pick<Table, keyof ListedTable>): ListedTable => ({
  id,
  name,
  queryMode,
  ...(bucket !== undefined && { bucket }),
  ...(sourceType !== undefined && { sourceType }),
  ...(description !== undefined && { description }),
});
