import { defineResourceType } from '@agnes/sdk';

const domains = ['finance', 'engineering', 'product', 'data', 'operations', 'infrastructure'];

/** The domains of the corporate memory, which are the same on every instance. */
export default defineResourceType({
  key: 'memory_domain',
  title: 'Memory domains',
  description: 'What the corporate memory holds about one domain.',
  idFormat: `One of ${domains.join(', ')}.`,
  listBlocks: async () => [
    {
      id: 'domains',
      name: 'Domains',
      items: domains.map((domain) => ({ resource_id: domain, name: domain })),
    },
  ],
});
