import type { DiscoveredTable } from '@agnes/sdk/connector';
import { TableNames } from '@agnes/sdk/table-names';
import { counting } from './choose.ts';
import type { Entry } from './entry.ts';
import type { Settings } from './settings.ts';

/** One table per file at the top and per folder at the top, under a name that SQL takes unquoted. */
export const proposeTables = (entries: readonly Entry[], settings: Settings): readonly DiscoveredTable[] => {
  const groups = Map.groupBy(counting(entries, settings), ({ name }) => name.split('/')[0] ?? name);
  const names = new TableNames();
  return [...groups].map(([sourceTable, files]) => {
    const sizes = files.map(({ size }) => size).filter((size) => size !== undefined);
    return {
      name: names.propose(stemOf(sourceTable)),
      sourceTable,
      ...(sizes.length === files.length && { sizeBytes: sizes.reduce((sum, size) => sum + size, 0) }),
    };
  });
};

/** `2024 Sales (EU).csv.gz` → `2024 Sales (EU)`. */
const stemOf = (file: string): string => file.replace(/(\.[A-Za-z0-9]+)(\.(gz|zst))?$/i, '');
