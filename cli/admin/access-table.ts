import { type JsonObject, objectsOf } from '../json/values.ts';
import { textTable } from '../terminal/text-table.ts';

const columns = ['type', 'resource', 'through'].map((title) => ({ title }));

/** What somebody may use by explicit grants, and through which groups. */
export const accessTable = (access: JsonObject, width: number): Generator<string> => {
  const rows = objectsOf(access['items']).map((one) => [
    one['resource_type'],
    one['resource_id'],
    objectsOf(one['via_groups'])
      .map((group) => group['group_name'])
      .join(', '),
  ]);
  return textTable(columns, rows, width);
};
