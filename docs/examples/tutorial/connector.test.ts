import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectRead } from '@agnes/sdk/testing';
import connector from './connector.ts';

const plan = {
  id: 't1',
  name: 'tickets',
  strategy: 'full_refresh',
  fullRefresh: true,
  primaryKey: ['id'],
} as const;

test('pages are read until there is no next one', async () => {
  const pages = [{ tickets: [{ id: 1 }], next: 2 }, { tickets: [{ id: 2 }] }];
  const { tables, requests } = await collectRead(connector, {
    config: { url: 'https://desk.example.com', token: 'HELPDESK_TOKEN' },
    tables: [plan],
    answer: ({ url }) => ({ text: JSON.stringify(pages[url.endsWith('page=1') ? 0 : 1]) }),
  });

  assert.equal(tables['t1']?.rows.length, 2);
  assert.equal(requests.length, 2);
});
