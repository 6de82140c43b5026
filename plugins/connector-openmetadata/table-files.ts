import type { CatalogTable } from '@agnes/sdk';
import type { JobContext } from '@agnes/sdk/job';
import type { Client, Entity } from './client.ts';
import { enrichmentOf } from './enrichment.ts';
import { fewAtOnce } from './few-at-once.ts';
import { filePathsOf } from './file-name.ts';
import { fqnOf } from './fqn.ts';
import { listIn, textIn } from './json.ts';
import type { Settings } from './settings.ts';
import type { Files } from './yaml-files.ts';

/** Files of tables. False: some could not be looked up, and nothing may be removed. */
export interface TableFiles {
  readonly files: Files;
  readonly isComplete: boolean;
  readonly why?: string;
}

/** One file for each table that OpenMetadata knows. */
export const tableFiles = async (context: JobContext<Settings>, client: Client): Promise<TableFiles> => {
  const { config, catalog, signal } = context;
  const named = catalog.flatMap((table) => {
    const fqn = fqnOf(table, config);
    return fqn === undefined ? [] : [{ table, fqn }];
  });
  const known = new Map<string, Entity>();
  let why: string | undefined;
  const lookUp = async ({ table, fqn }: Named): Promise<void> => {
    signal.throwIfAborted();
    try {
      const found = await client.table(fqn);
      if (found) known.set(table.id, found);
    } catch (error) {
      signal.throwIfAborted();
      why ??= `"${table.name}" cannot be looked up: ${error instanceof Error ? error.message : String(error)}`;
    }
  };
  await fewAtOnce(named, lookUp, () => why !== undefined);
  return { files: filesOf(named, known), isComplete: why === undefined, ...(why !== undefined && { why }) };
};

interface Named {
  readonly table: CatalogTable;
  readonly fqn: string;
}

const filesOf = (named: readonly Named[], known: ReadonlyMap<string, Entity>): Files => {
  // By all names there are: a table that could not be looked up does not give another one its file.
  const paths = filePathsOf(named.map(({ table: { id, name } }) => ({ folder: 'tables', name, key: id })));
  return new Map(
    named.flatMap(({ table, fqn }) => {
      const [path, found] = [paths.get(table.id), known.get(table.id)];
      return path !== undefined && found ? [[path, fileOf(table, fqn, found)] as const] : [];
    }),
  );
};

const fileOf = (table: CatalogTable, fqn: string, found: Entity) => {
  const said = enrichmentOf(table.id, found, '');
  const types = new Map(table.columns.map(({ name, type }) => [name.toLowerCase(), type]));
  const names = listIn(found, 'columns').flatMap((column) => textIn(column, 'name') ?? []);
  return {
    name: table.name,
    fqn,
    ...(said.description !== undefined && { description: said.description }),
    owners: said.owners ?? [],
    tags: said.tags ?? [],
    ...(said.tier !== undefined && { tier: said.tier }),
    columns: names.map((name) => {
      const { description, dataType } = said.columns?.[name.toLowerCase()] ?? {};
      return {
        name,
        type: types.get(name.toLowerCase()) ?? dataType ?? '',
        ...(description !== undefined && { description }),
      };
    }),
  };
};
