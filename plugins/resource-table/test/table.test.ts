import test from 'ava';
import table from '../table.ts';

const marketplaces = async () => [];

test('tables are listed by bucket, both in order of their names', async (t) => {
  const tables = async () => [
    { id: 't2', name: 'orders', bucket: 'crm', queryMode: 'local', sourceType: 'files', description: 'All.' },
    { id: 't1', name: 'accounts', bucket: 'crm', queryMode: 'remote' },
    { id: 't3', name: 'budget', bucket: 'audit', queryMode: 'local' },
  ];

  const blocks = await table.listBlocks({ tables, marketplaces });

  t.deepEqual(blocks, [
    { id: 'audit', name: 'audit', items: [{ resource_id: 't3', name: 'budget', query_mode: 'local' }] },
    {
      id: 'crm',
      name: 'crm',
      items: [
        { resource_id: 't1', name: 'accounts', query_mode: 'remote' },
        {
          resource_id: 't2',
          name: 'orders',
          query_mode: 'local',
          source_type: 'files',
          description: 'All.',
        },
      ],
    },
  ]);
});

test('tables without bucket are not lost', async (t) => {
  const tables = async () => [
    { id: 't1', name: 'airports', queryMode: 'local' },
    { id: 't2', name: 'movies', bucket: '', queryMode: 'local' },
  ];

  const blocks = await table.listBlocks({ tables, marketplaces });

  t.deepEqual(
    blocks.map(({ id, items }) => [id, items.map((item) => item.resource_id)]),
    [['(no bucket)', ['t1', 't2']]],
  );
});
