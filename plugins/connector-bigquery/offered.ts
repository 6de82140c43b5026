import type { DiscoveredTable } from '@agnes/sdk/connector';
import type { BigQueryAccess } from './access.ts';
import { kindOf } from './entity.ts';

/** Datasets that are listed at a time. */
const atOnce = 4;

/** Every table of every dataset, in the order of their names. */
export async function* offered(access: BigQueryAccess): AsyncGenerator<DiscoveredTable> {
  const datasets = (await Array.fromAsync(access.datasets())).sort();
  const taken = new Set<string>();
  for (let at = 0; at < datasets.length; at += atOnce) {
    const group = datasets.slice(at, at + atOnce);
    const lists = await Promise.all(group.map((dataset) => listed(dataset, access)));
    for (const { bucket, table, type } of lists.flat()) {
      const name = freeName(nameOf(table), taken);
      taken.add(name);
      yield { name, bucket, sourceTable: table, kind: kindOf(type) };
    }
  }
}

const listed = async (bucket: string, access: BigQueryAccess) => {
  const tables = await Array.fromAsync(access.tables(bucket));
  return tables.map((table) => ({ ...table, bucket })).sort((a, b) => (a.table < b.table ? -1 : 1));
};

const longest = 64;

/** `Sales-2024 (EU)` → `sales_2024_eu`: what a table is called where names are letters, digits and `_`. */
const nameOf = (table: string): string => {
  const words = table
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9_]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return (/^[a-z]/.test(words) ? words : `t_${words}`).slice(0, longest).replace(/_+$/, '');
};

const freeName = (name: string, taken: ReadonlySet<string>): string => {
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : `_${number}`;
    const candidate = name.slice(0, longest - suffix.length) + suffix;
    if (!taken.has(candidate)) return candidate;
  }
};
