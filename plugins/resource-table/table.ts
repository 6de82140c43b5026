import { defineResourceType, type ListedTable, type ResourceItem } from '@agnes/sdk';

const noBucket = '(no bucket)';

/** Tables, in one block per bucket. */
export default defineResourceType({
  key: 'table',
  title: 'Tables',
  description: 'A registered table: its rows, schema, profile and download.',
  idFormat: 'Id of the table in the registry, such as `in.c-crm.orders`.',
  listBlocks: async ({ tables }) => {
    const buckets = Map.groupBy(await tables(), ({ bucket }) => bucket || noBucket);
    return [...buckets]
      .toSorted(([left], [right]) => compare(left, right))
      .map(([bucket, inBucket]) => ({
        id: bucket,
        name: bucket,
        items: inBucket.map(itemOf).toSorted((left, right) => compare(left.name, right.name)),
      }));
  },
});

const itemOf = ({ id, name, queryMode, sourceType, description }: ListedTable): ResourceItem => ({
  resource_id: id,
  name,
  query_mode: queryMode,
  ...(sourceType !== undefined && { source_type: sourceType }),
  ...(description !== undefined && { description }),
});

// Thousands of tables: one collator, where `localeCompare` would make one for each comparison.
const { compare } = new Intl.Collator('en');
