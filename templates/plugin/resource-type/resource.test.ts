import assert from 'node:assert/strict';
import { test } from 'node:test';
import resource from './resource.ts';

test('there is one report for each bucket, in order', async () => {
  const tables = async () => [
    { id: 't1', name: 'orders', bucket: 'shop', queryMode: 'local' },
    { id: 't2', name: 'leads', bucket: 'crm', queryMode: 'local' },
    { id: 't3', name: 'loose', queryMode: 'local' },
  ];

  const [block] = await resource.listBlocks({ tables, marketplaces: async () => [] });

  assert.deepEqual(block?.items, [
    { resource_id: 'crm', name: 'Report on crm' },
    { resource_id: 'shop', name: 'Report on shop' },
  ]);
});
