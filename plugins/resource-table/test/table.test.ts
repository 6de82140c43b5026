import test from 'ava';
import table from '../table.ts';

test('tables are listed by bucket, both in order of their names', async (t) => {
  const tables = async () => [
    { id: 't2', name: 'orders', bucket: 'crm' },
    { id: 't1', name: 'accounts', bucket: 'crm' },
    { id: 't3', name: 'budget', bucket: 'audit' },
  ];

  const blocks = await table.listBlocks({ tables });

  t.deepEqual(blocks, [
    { id: 'audit', name: 'audit', items: [{ resource_id: 't3', name: 'budget' }] },
    {
      id: 'crm',
      name: 'crm',
      items: [
        { resource_id: 't1', name: 'accounts' },
        { resource_id: 't2', name: 'orders' },
      ],
    },
  ]);
});

test('tables without bucket are not lost', async (t) => {
  const tables = async () => [
    { id: 't1', name: 'airports' },
    { id: 't2', name: 'movies', bucket: '' },
  ];

  const blocks = await table.listBlocks({ tables });

  t.like(blocks, [{ id: '(no bucket)', items: [{ resource_id: 't1' }, { resource_id: 't2' }] }]);
});
