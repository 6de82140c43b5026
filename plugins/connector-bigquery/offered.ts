import type { DiscoveredTable } from '@agnes/sdk/connector';
import { TableNames } from '@agnes/sdk/table-names';
import type { BigQueryAccess } from './access.ts';
import { kindOf } from './entity.ts';

/** Datasets that are listed at a time. */
const atOnce = 4;

/** Every table of every dataset, in the order of their names. */
export async function* offered(access: BigQueryAccess): AsyncGenerator<DiscoveredTable> {
  const datasets = (await Array.fromAsync(access.datasets())).sort();
  const names = new TableNames();
  for (let at = 0; at < datasets.length; at += atOnce) {
    const group = datasets.slice(at, at + atOnce);
    const lists = await Promise.all(group.map((dataset) => listed(dataset, access)));
    for (const { bucket, table, type } of lists.flat()) {
      yield { name: names.propose(table), bucket, sourceTable: table, kind: kindOf(type) };
    }
  }
}

const listed = async (bucket: string, access: BigQueryAccess) => {
  const tables = await Array.fromAsync(access.tables(bucket));
  return tables.map((table) => ({ ...table, bucket })).sort((a, b) => (a.table < b.table ? -1 : 1));
};
