import type { CatalogEnrichment } from '@agnes/sdk/job';
import type { Entity } from './client.ts';
import { htmlToText } from './html-to-text.ts';
import { listIn, objectIn, textIn } from './json.ts';
import { tagNamesOf, tagsOf } from './tags.ts';

/** What OpenMetadata says of a table, in the words of the catalog. */
export const enrichmentOf = (tableId: string, table: Entity, url: string): CatalogEnrichment => {
  const description = saidIn(table);
  const tier = tierOf(table);
  return {
    tableId,
    found: true,
    ...(description !== undefined && { description }),
    columns: columnsOf(table),
    tags: tagNamesOf(table, tierPrefix),
    owners: ownersOf(table),
    ...(tier !== undefined && { tier }),
    url,
  };
};

/** What the catalog has when OpenMetadata does not know a table. */
export const notCatalogued = (tableId: string): CatalogEnrichment => ({ tableId, found: false });

/** The description of something, without its markup. */
export const saidIn = (entity: Entity): string | undefined => {
  const html = textIn(entity, 'description');
  const text = html === undefined ? '' : htmlToText(html);
  return text === '' ? undefined : text;
};

/** Names of the owners of something. */
const ownersOf = (entity: Entity): readonly string[] =>
  listIn(entity, 'owners').flatMap((owner) => textIn(owner, 'displayName') ?? textIn(owner, 'name') ?? []);

const tierPrefix = 'Tier.';

const tierOf = (table: Entity): string | undefined => {
  const extension = objectIn(table, 'extension');
  const tagged = tagsOf(table).find((tag) => tag.startsWith(tierPrefix));
  return textIn(extension, 'tier') ?? textIn(extension, 'Tier') ?? tagged?.slice(tierPrefix.length);
};

const columnsOf = (table: Entity): NonNullable<CatalogEnrichment['columns']> =>
  Object.fromEntries(
    listIn(table, 'columns').flatMap((column) => {
      const name = textIn(column, 'name');
      return name === undefined ? [] : [[name.toLowerCase(), columnOf(column)]];
    }),
  );

const columnOf = (column: Entity) => {
  const [description, dataType] = [saidIn(column), textIn(column, 'dataType')];
  return {
    ...(description !== undefined && { description }),
    ...(dataType !== undefined && { dataType }),
    tags: tagNamesOf(column),
  };
};
