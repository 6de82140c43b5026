import { defineResourceType } from '@agnes/sdk';

export default defineResourceType({
  key: 'acme/sample-resource:report',
  title: 'Reports',
  description: 'The monthly report about one bucket of tables.',
  idFormat: 'Name of the bucket, such as `crm`.',
  listBlocks: async ({ tables }) => {
    const buckets = new Set((await tables()).flatMap(({ bucket }) => bucket ?? []));
    const items = [...buckets].sort().map((bucket) => ({ resource_id: bucket, name: `Report on ${bucket}` }));
    return [{ id: 'monthly', name: 'Monthly', items }];
  },
});
