import test from 'ava';
import { Access } from '../../host/access/access.ts';
import { systemIntent } from '../../host/http/intent.ts';
import { Memory } from '../../host/memory/memory.ts';
import { newId } from '../../host/store/new-id.ts';
import { openedStore } from '../store/support/opened-store.ts';
import type { HostClient } from '../support/host-client.ts';
import { addItem, decide, sharedPeople, titlesIn } from './support/people.ts';

const people = sharedPeople();

/** What an agent of somebody finds with the tool. */
const finds = async (who: HostClient, search: string) => {
  const params = { name: 'search_memory', arguments: { search } };
  const { result } = await who.ask('POST /mcp', {
    body: { jsonrpc: '2.0', id: 1, method: 'tools/call', params },
    headers: { accept: 'application/json, text/event-stream' },
  });
  return titlesIn((result as { structuredContent: { items: unknown } }).structuredContent.items);
};

test('an agent finds what counts for whom it works, and nothing that waits, whoever that is', async (t) => {
  const { root, ada, bob } = await people();
  const rule = await addItem(root, { title: 'Churn rule' });
  await addItem(root, { title: 'Churn idea' });
  const own = await addItem(bob, { title: 'Churn habit' });
  await decide(root, ['approve', own]);
  await decide(root, ['mandate', rule], { audience: 'group:Analysts' });

  t.deepEqual(await finds(ada, 'churn'), ['Churn habit', 'Churn rule']);
  t.deepEqual(await finds(bob, 'churn'), ['Churn habit']);
  t.deepEqual(await finds(root, 'CHURN rule'), ['Churn rule']);
  t.deepEqual(await finds(root, 'churn idea'), []);
  await bob.ask(`POST /api/memory/${own}/personal`, { body: { is_personal: true } });
  t.deepEqual(await finds(root, 'churn habit'), []);
});

test('five hundred items of one person wait, and not one more', async (t) => {
  const store = await openedStore(t);
  const access = new Access({ store, now: Date.now });
  const memory = new Memory({ store, access, newId, now: Date.now, decay: 'exponential' });
  const person = { userId: 'u', email: 'u@example.com', isAdmin: false, kind: 'session' } as const;
  const draft = { title: 'x', content: 'x', category: 'x', sourceType: 'claude_local_md' };
  const add = () => memory.add(person, draft, systemIntent('corporate_memory.add'));
  const stored = { ...(await add()), tags: '[]', contributors: '[]', entities: '[]' };
  const rows = Array.from({ length: 499 }, (_, index) => ({ ...stored, id: `km_${index}` }));
  await store.keep((tx) => tx.insertInto('knowledge_items').values(rows).execute());

  const error = await t.throwsAsync(add());

  t.like(error, { code: 'too_many_pending' });
});
