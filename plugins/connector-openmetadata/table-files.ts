import type { CatalogTable } from '@agnes/sdk';
import type { JobContext } from '@agnes/sdk/job';
import type { Client } from './client.ts';
import { enrichmentOf } from './enrichment.ts';
import { fileNameOf } from './file-name.ts';
import { fqnOf } from './fqn.ts';
import type { Settings } from './settings.ts';
import type { Files } from './yaml-files.ts';

/** One file for each table that OpenMetadata knows. False: some could not be looked up, and nothing may be removed. */
export const tableFiles = async (
  { config, catalog, signal }: JobContext<Settings>,
  client: Client,
): Promise<{ readonly files: Files; readonly isComplete: boolean; readonly why?: string }> => {
  const files = new Map<string, unknown>();
  for (const table of catalog) {
    const fqn = fqnOf(table, config);
    if (fqn === undefined) continue;
    signal.throwIfAborted();
    try {
      const found = await client.table(fqn);
      if (found) files.set(`tables/${fileNameOf(table.name)}.yml`, fileOf(table, fqn, found));
    } catch (error) {
      signal.throwIfAborted();
      const why = `"${table.name}" cannot be looked up: ${error instanceof Error ? error.message : String(error)}`;
      return { files, isComplete: false, why };
    }
  }
  return { files, isComplete: true };
};

const fileOf = (table: CatalogTable, fqn: string, found: Parameters<typeof enrichmentOf>[1]) => {
  const said = enrichmentOf(table.id, found, '');
  const types = new Map(table.columns.map(({ name, type }) => [name.toLowerCase(), type]));
  return {
    name: table.name,
    fqn,
    ...(said.description !== undefined && { description: said.description }),
    owners: said.owners ?? [],
    tags: said.tags ?? [],
    ...(said.tier !== undefined && { tier: said.tier }),
    columns: Object.entries(said.columns ?? {}).map(([name, { description, dataType }]) => ({
      name,
      type: types.get(name) ?? dataType ?? '',
      ...(description !== undefined && { description }),
    })),
  };
};
