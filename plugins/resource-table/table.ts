import { defineResourceType } from '@agnes/sdk';

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
      .toSorted(([left], [right]) => left.localeCompare(right))
      .map(([bucket, inBucket]) => ({
        id: bucket,
        name: bucket,
        items: inBucket
          .map(({ id, name }) => ({ resource_id: id, name }))
          .toSorted((left, right) => left.name.localeCompare(right.name)),
      }));
  },
});
