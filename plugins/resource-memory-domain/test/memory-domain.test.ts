import test from 'ava';
import memoryDomain from '../memory-domain.ts';

test('the six domains are listed in one block', async (t) => {
  const nothing = { tables: async () => [], marketplaces: async () => [] };

  const blocks = await memoryDomain.listBlocks(nothing);

  t.is(blocks.length, 1);
  t.deepEqual(
    blocks[0]?.items.map(({ resource_id }) => resource_id),
    ['finance', 'engineering', 'product', 'data', 'operations', 'infrastructure'],
  );
});
