import type { DiscoveredTable } from '@agnes/sdk/connector';
import { counting } from './choose.ts';
import type { Entry } from './entry.ts';
import type { Settings } from './settings.ts';

/** One table per file at the top and per folder at the top, under a name that SQL takes unquoted. */
export const proposeTables = (entries: readonly Entry[], settings: Settings): readonly DiscoveredTable[] => {
  const groups = Map.groupBy(counting(entries, settings), ({ name }) => name.split('/')[0] ?? name);
  const taken = new Set<string>();
  return [...groups].map(([sourceTable, files]) => {
    const name = freeName(identifierOf(sourceTable), taken);
    taken.add(name);
    const sizes = files.map(({ size }) => size).filter((size) => size !== undefined);
    return {
      name,
      sourceTable,
      ...(sizes.length === files.length && { sizeBytes: sizes.reduce((sum, size) => sum + size, 0) }),
    };
  });
};

const longest = 64;

/** `2024 Sales (EU).csv.gz` → `t_2024_sales_eu`. */
const identifierOf = (sourceTable: string): string => {
  const stem = sourceTable.replace(/(\.[A-Za-z0-9]+)(\.(gz|zst))?$/i, '');
  const words = stem
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '_')
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
