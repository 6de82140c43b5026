import { definePlugin } from '@agnes/sdk';

const finance = [{ resource_id: 'ledger', name: 'Ledger' }];

export default definePlugin({
  setup: ({ tap }) => {
    tap('listResourceBlocks', ({ type }) =>
      type === 'table' ? [{ id: 'finance', name: 'Finance', items: finance }] : [],
    );
  },
});
