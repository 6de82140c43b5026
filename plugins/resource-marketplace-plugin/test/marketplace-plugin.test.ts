import test from 'ava';
import marketplacePlugin from '../marketplace-plugin.ts';

const review = {
  name: 'review',
  version: '1.2.0',
  category: 'quality',
  description: 'Reads changes.',
  sourceType: 'git',
};

test('plugins are listed by marketplace, in the order of their registration', async (t) => {
  const marketplaces = async () => [
    { slug: 'tools', name: 'Our tools', plugins: [review, { name: 'bare' }] },
    { slug: 'ancient', name: 'Ancient', plugins: [] },
  ];

  const blocks = await marketplacePlugin.listBlocks({ tables: async () => [], marketplaces });

  t.deepEqual(blocks, [
    {
      id: 'tools',
      name: 'Our tools',
      items: [
        {
          resource_id: 'tools/review',
          name: 'review',
          version: '1.2.0',
          category: 'quality',
          description: 'Reads changes.',
          source_type: 'git',
        },
        { resource_id: 'tools/bare', name: 'bare' },
      ],
    },
    { id: 'ancient', name: 'Ancient', items: [] },
  ]);
});

test('without marketplaces there is nothing to grant', async (t) => {
  const nothing = { tables: async () => [], marketplaces: async () => [] };

  t.deepEqual(await marketplacePlugin.listBlocks(nothing), []);
});
